import { closeSync, fstatSync, readSync, type Stats, writeSync } from 'node:fs';
import { openRegularToAppend } from '../files/regular-file.ts';
import type { Logger } from '../log/logger.ts';

const LINE_FEED = 10;

/** The rights of others than the owner, to read and to write. */
const OF_OTHERS = 0o066;

/**
 * Opens a regular file, made for its owner only, to append lines to it; one that others may read or write is reported.
 * A last line that a crash has torn is ended, so that it does not swallow the next one. Throws for pipes, devices and
 * links: what is appended to them is not kept, or kept elsewhere.
 */
export function openToAppend(path: string, log: Logger): number {
  const file = openRegularToAppend(path);
  try {
    const stats = fstatSync(file);
    reportRights(path, stats, log);
    if (isTorn(file, stats.size)) writeSync(file, '\n');
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** Windows has no such rights. */
function reportRights(path: string, { mode }: Stats, log: Logger): void {
  if (process.platform === 'win32' || (mode & OF_OTHERS) === 0) return;
  const rights = (mode & 0o777).toString(8).padStart(3, '0');
  log.warning(`other users may read or change this file; \`chmod 600\` prevents that`, { path, rights });
}

function isTorn(file: number, size: number): boolean {
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, size - 1);
  return last[0] !== LINE_FEED;
}
