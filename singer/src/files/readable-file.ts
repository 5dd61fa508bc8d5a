import { constants, createReadStream, openSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { kindOf, openRegular, readRegular, tooLarge } from './regular-file.ts';

/** How long a pipe may have nothing at all to read: whoever makes a configuration may have to fetch it first. */
const SILENCE_MS = 60_000;

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

/**
 * The text of a regular file or a pipe, of at most `maxBytes`. Throws why it cannot be had; a pipe that nobody writes to
 * is given up after `silenceMs`.
 */
export async function readText(path: string, maxBytes: number, silenceMs = SILENCE_MS): Promise<string> {
  if (statSync(path).isFile()) return readRegular(path, maxBytes);
  const stream = openReadable(path);
  const silence = setTimeout(() => stream.destroy(silent(silenceMs)), silenceMs);
  try {
    return await textOf(stream, maxBytes, () => silence.refresh());
  } finally {
    clearTimeout(silence);
  }
}

async function textOf(stream: Readable, maxBytes: number, onChunk: () => void): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    onChunk();
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function silent(ms: number): Error {
  return new Error(`it is a pipe that nobody has written to for ${ms / 1000} s`);
}
