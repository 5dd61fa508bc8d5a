import { join } from 'node:path';
import { inject } from 'vitest';
import type { Tool } from './tool-sets.ts';

/** False when Python or the package index was out of reach at the start of the run. */
export const hasPython = inject('python') !== '';

/** The path of a tool's program. */
export function tool(name: Tool): string {
  return join(inject('python'), name, 'bin', name);
}
