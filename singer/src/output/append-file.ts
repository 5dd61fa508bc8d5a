import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';

const LINE_FEED = 10;

/**
 * Opens a file, for its owner only, to append lines to it. A last line that a crash has torn is ended, so that it does
 * not swallow the next one.
 */
export function openToAppend(path: string): number {
  const file = openSync(path, 'a', 0o600);
  try {
    if (isTorn(path, file)) writeSync(file, '\n');
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** Pipes and devices have no end to look at. */
function isTorn(path: string, file: number): boolean {
  const stats = fstatSync(file);
  if (stats.size === 0 || !stats.isFile()) return false;
  const last = Buffer.alloc(1);
  const reader = openSync(path, 'r');
  try {
    readSync(reader, last, 0, 1, stats.size - 1);
  } finally {
    closeSync(reader);
  }
  return last[0] !== LINE_FEED;
}
