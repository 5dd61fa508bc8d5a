import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** The objects of a chunk's lines live together: of larger chunks, the collector of young objects copies more. */
const CHUNK_BYTES = 64 * 1024;

/** DynamoDB's items have 400 KB at most, in JSON several times that. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

const LINE_FEED = 0x0a;

/** Unpacks gzip, and yields the lines that are complete, some at a time. Throws what zlib throws, and RangeError. */
export async function* unzippedLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of unzipped(bytes)) {
    const end = chunk.lastIndexOf(LINE_FEED);
    if (rest.length + chunk.length > MAX_LINE_BYTES) throw new RangeError('a line is too long');
    if (end < 0) {
      rest = Buffer.concat([rest, chunk]);
      continue;
    }
    const whole = chunk.subarray(0, end);
    const text = rest.length === 0 ? whole : Buffer.concat([rest, whole]);
    rest = Buffer.from(chunk.subarray(end + 1));
    yield linesOf(text);
  }
  if (rest.length > 0) yield linesOf(rest);
}

/** The fault of the source, or of zlib, is one of the iteration. */
function unzipped(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  return pipeline(Readable.from(bytes), gunzip, () => undefined);
}

function linesOf(text: Buffer): string[] {
  return text.toString('utf8').split('\n');
}
