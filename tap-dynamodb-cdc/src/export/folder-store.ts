import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { codeOf, messageOf } from '@cdc-relay/singer';
import { missing } from './faults.ts';
import type { ExportStore } from './store.ts';

const CHUNK_BYTES = 256 * 1024;

/** The files of an export on disk. */
export class FolderStore implements ExportStore {
  readonly where: string;

  constructor(folder: string) {
    this.where = folder;
  }

  async *bytes(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const file = createReadStream(join(this.where, path), { highWaterMark: CHUNK_BYTES, signal });
    try {
      for await (const chunk of file) yield chunk as Uint8Array;
    } catch (error) {
      signal.throwIfAborted();
      const reason = codeOf(error) === 'ENOENT' ? 'it does not exist' : messageOf(error);
      throw missing(this.where, path, reason, error);
    }
  }
}
