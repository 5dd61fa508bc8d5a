import { fileURLToPath } from 'node:url';

/** The project's folder, from the source and from the compiled tests. */
export const PROJECT = fileURLToPath(
  new URL(import.meta.url.includes('/test/dist/') ? '../../../../' : '../../../', import.meta.url),
);
