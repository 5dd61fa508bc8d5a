import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type BatchMessage, messageOf } from '@cdc-relay/singer';
import { openBatchFile } from './batch-folder.ts';
import { type Line, linesOf, type UnreadableLine } from './lines.ts';

/** The beginning of a URL; of one letter it would be a drive. */
const SCHEME = /^([a-z][a-z0-9+.-]+):(\/\/|)(.*)$/is;

/** A BATCH whose files cannot be read; the message says why. */
export class UnreadableBatch extends Error {
  override readonly name = 'UnreadableBatch';
}

/** A line of a file of a BATCH. */
export interface BatchLine {
  /** The file, and the number of the line in it. */
  readonly file: string;
  readonly entry: Line | UnreadableLine;
}

/** How the files of a BATCH are read. */
export interface BatchOptions {
  /** Only files under it are read. */
  readonly folder: string;
  readonly maxLineBytes: number;
}

/** Reads the lines of all files of a BATCH, in the manifest's order. The files are left where they are. */
export async function* readBatch(
  { encoding, manifest }: BatchMessage,
  options: BatchOptions,
): AsyncGenerator<BatchLine> {
  const { format, compression = 'none' } = encoding;
  if (format !== 'jsonl')
    throw new UnreadableBatch(`BATCH of the format "${format}"; only jsonl is possible`);
  if (compression !== 'gzip' && compression !== 'none')
    throw new UnreadableBatch(`BATCH with the compression "${compression}"; possible are gzip and none`);
  for (const url of manifest) yield* readFile(url, compression === 'gzip', options);
}

async function* readFile(
  url: string,
  gzip: boolean,
  { folder, maxLineBytes }: BatchOptions,
): AsyncGenerator<BatchLine> {
  for await (const entry of linesOf(contentOf(url, gzip, folder), maxLineBytes))
    yield { file: `${url} line ${entry.number}`, entry };
}

async function* contentOf(url: string, gzip: boolean, folder: string): AsyncGenerator<Uint8Array> {
  const file = createReadStream('', { fd: openFile(url, folder) });
  const content = gzip ? file.compose(createGunzip()) : file;
  try {
    yield* Readable.from(content) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw unreadable(url, error);
  } finally {
    file.destroy();
  }
}

function openFile(url: string, folder: string): number {
  const path = pathOf(url);
  try {
    return openBatchFile(path, folder);
  } catch (error) {
    throw unreadable(url, error);
  }
}

function unreadable(url: string, cause: unknown): UnreadableBatch {
  return new UnreadableBatch(`the file ${url} of the BATCH cannot be read: ${messageOf(cause)}`, { cause });
}

/**
 * A plain path stands for itself. Taps that are made with the Singer SDK put `file://` before paths as they are, also
 * before relative ones (`file://data/a.jsonl`): what seems to be a host is the first folder then.
 */
function pathOf(url: string): string {
  const [, scheme, slashes, rest = ''] = SCHEME.exec(url) ?? [];
  if (scheme === undefined || (slashes === '' && scheme.toLowerCase() !== 'file')) return url;
  if (scheme.toLowerCase() !== 'file')
    throw new UnreadableBatch(
      `the file ${url} of the BATCH cannot be reached; only file:// URLs are possible`,
    );
  return decoded(rest.replace(/^localhost(?=\/)/i, ''));
}

/** A path whose percent signs are no escapes is one that was put into the URL as it is. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
