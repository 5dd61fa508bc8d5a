import { close, createReadStream, read, readSync, statSync } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';
import { openReadable, openRegular } from '@cdc-relay/singer';

const CHUNK_BYTES = 256 * 1024;

/** The bytes of a dump, piece by piece. Dispose of it to close the file. */
export interface Bytes extends AsyncDisposable {
  /** The next piece; undefined at the end, for a file at its end as of now: what is appended comes later. */
  read(): Promise<Uint8Array | undefined>;
}

/** Opens a regular file, also one that gzip has compressed (recognised by its first bytes), or a pipe. */
export function openBytes(path: string): Bytes {
  if (!statSync(path).isFile()) return new StreamBytes(openReadable(path));
  const file = openRegular(path, { followsLink: true });
  return isGzip(file) ? new StreamBytes(unzipped(file)) : new FileBytes(file);
}

function isGzip(file: number): boolean {
  const start = Buffer.alloc(2);
  return readSync(file, start, 0, 2, 0) === 2 && start.equals(Buffer.of(0x1f, 0x8b));
}

/** A fault of the file is one of the result, too. */
function unzipped(file: number): Readable {
  return pipeline(createReadStream('', { fd: file, start: 0 }), createGunzip(), () => undefined);
}

/** A file that may grow while it is read. */
class FileBytes implements Bytes {
  readonly #file: number;

  constructor(file: number) {
    this.#file = file;
  }

  async read(): Promise<Uint8Array | undefined> {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const { bytesRead } = await promisify(read)(this.#file, chunk, 0, CHUNK_BYTES, null);
    return bytesRead === 0 ? undefined : chunk.subarray(0, bytesRead);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await promisify(close)(this.#file);
  }
}

class StreamBytes implements Bytes {
  readonly #stream: Readable;
  readonly #chunks: AsyncIterator<Uint8Array>;

  constructor(stream: Readable) {
    this.#stream = stream;
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  async read(): Promise<Uint8Array | undefined> {
    const { value, done } = await this.#chunks.next();
    return done ? undefined : value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stream.destroy();
  }
}
