import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Names the file that a program leaves its count in. */
export const ALLOCATED_FILE = 'ALLOCATED_FILE';

/** Runs something with an environment in which a Node program counts what it allocates; returns the bytes. */
export async function allocatedBy(run: (env: Record<string, string>) => Promise<void>): Promise<number> {
  using folder = temporaryFolder();
  const file = join(folder.path, 'allocated');
  const preload = new URL('../dist/cost/allocated-preload.js', import.meta.url);
  await run({ NODE_OPTIONS: `--import=${preload.href}`, [ALLOCATED_FILE]: file });
  return Number(readFileSync(file, 'utf8'));
}
