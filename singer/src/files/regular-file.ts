import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs';
import { codeOf } from '../errors/errors.ts';

/** Opening a pipe or device must not wait for its other side: no signal would be heard meanwhile. No such flag on Windows. */
const AT_ONCE = constants.O_NONBLOCK ?? 0;

const NO_LINK = constants.O_NOFOLLOW ?? 0;

const CHUNK_BYTES = 64 * 1024;

/** What a path leads to, in words. */
export function kindOf(stats: Stats): string {
  if (stats.isFile()) return 'a regular file';
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a pipe';
  if (stats.isSymbolicLink()) return 'a symbolic link';
  return stats.isSocket() ? 'a socket' : 'a device';
}

/**
 * Opens a regular file to read it; the last part of the path may be a link only with `followsLink`. Throws what says
 * why not: pipes, devices and folders are not opened.
 */
export function openRegular(path: string, { followsLink }: { readonly followsLink: boolean }): number {
  // Before it is opened: that alone makes some devices do something.
  checkRegular(followsLink ? statSync(path) : lstatSync(path));
  return checked(openSync(path, constants.O_RDONLY | AT_ONCE | (followsLink ? 0 : NO_LINK)));
}

/** Opens a regular file to read and append, made for its owner only. A link is not followed. Throws like `openRegular`. */
export function openRegularToAppend(path: string): number {
  checkRegularOrNone(path);
  const { O_RDWR, O_APPEND, O_CREAT } = constants;
  return checked(openSync(path, O_RDWR | O_APPEND | O_CREAT | AT_ONCE | NO_LINK, 0o600));
}

/** Throws unless a path leads to a regular file, by no link, or to nothing yet. */
export function checkRegularOrNone(path: string): void {
  try {
    checkRegular(lstatSync(path));
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/**
 * The text of a regular file of at most `maxBytes`; a larger one, also one that is mostly holes, is refused before it is
 * read. Throws why it cannot be had.
 */
export function readRegular(path: string, maxBytes: number, followsLink = true): string {
  const file = openRegular(path, { followsLink });
  try {
    // Some files grow, and those of /proc have no size: what is read is counted, too.
    if (fstatSync(file).size > maxBytes) throw tooLarge(maxBytes);
    const chunks: Buffer[] = [];
    let bytes = 0;
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const read = readSync(file, chunk, 0, CHUNK_BYTES, null);
      if (read === 0) return Buffer.concat(chunks).toString('utf8');
      bytes += read;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      chunks.push(chunk.subarray(0, read));
    }
  } finally {
    closeSync(file);
  }
}

/** What is wrong with something that does not end within the limit. */
export function tooLarge(maxBytes: number): Error {
  return new Error(`it is larger than ${maxBytes} bytes`);
}

function checked(file: number): number {
  try {
    checkRegular(fstatSync(file));
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function checkRegular(stats: Stats): void {
  if (!stats.isFile()) throw new Error(`it is ${kindOf(stats)}, not a regular file`);
}
