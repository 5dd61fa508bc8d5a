import { constants, createReadStream, openSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { kindOf, openRegular, readRegular, tooLarge } from './regular-file.ts';

/**
 * Opens a regular file or a pipe (`<(…)`, `/dev/stdin`, a FIFO) to read it. A pipe whose other side is silent keeps no
 * thread waiting, so that signals are heard. Throws for devices and folders.
 */
export function openReadable(path: string): Readable {
  const stats = statSync(path);
  if (stats.isFile()) return createReadStream('', { fd: openRegular(path, { followsLink: true }) });
  if (!stats.isFIFO()) throw new Error(`it is ${kindOf(stats)}, not a regular file or a pipe`);
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  return new Socket({ fd, readable: true, writable: false });
}

/** The text of a regular file or a pipe, of at most `maxBytes`. Throws why it cannot be had. */
export async function readText(path: string, maxBytes: number): Promise<string> {
  if (statSync(path).isFile()) return readRegular(path, maxBytes);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of openReadable(path) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
