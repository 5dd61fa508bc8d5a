import { fileURLToPath } from 'node:url';

/** The path of a file in `test/fixtures`, also from the compiled tests. */
export function fixturePath(name: string): string {
  const compiled = import.meta.url.includes('/test/dist/');
  return fileURLToPath(new URL(`${compiled ? '../../' : '../'}fixtures/${name}`, import.meta.url));
}
