import { invalidSettings } from '@cdc-relay/singer';
import type { Kinesis, Page, StreamSummary } from '../kinesis/port.ts';
import type { Position as KinesisPosition } from '../shards/bookmark.ts';
import type { Shard } from '../shards/lineage.ts';
import { DumpFile, type From } from './dump-file.ts';
import { type DumpPath, filesOf, ONE_FILE } from './files.ts';
import { BEGINNING } from './position.ts';

/** More files than this are not open at a time. */
const MAX_OPEN = 8;

/** What to read, and whether it may grow meanwhile. */
export interface FileKinesisOptions {
  readonly path: string;
  readonly growing: boolean;
}

/**
 * A dump of change records that is read like a Kinesis stream: a file is a shard, and the sequence numbers of its records
 * are line numbers.
 */
export class FileKinesis implements Kinesis, AsyncDisposable {
  readonly isLimited = false;
  /** One file after the other, in the order of their names. */
  readonly shardsAtOnce = 1;
  readonly #options: FileKinesisOptions;
  readonly #paths = new Map<string, DumpPath>();
  /** The files that are open, the one that was used last at the end. */
  readonly #open = new Map<string, DumpFile>();

  constructor(options: FileKinesisOptions) {
    this.#options = options;
  }

  get time(): number {
    return Date.now();
  }

  /** A file forgets nothing. */
  async describe(): Promise<StreamSummary> {
    return { status: 'ACTIVE', retentionMs: Number.POSITIVE_INFINITY, isAuto: false };
  }

  async listShards(): Promise<Shard[]> {
    for (const file of filesOf(this.#options.path)) this.#paths.set(file.id, file);
    const ids = [...this.#paths.keys()];
    const isOne = this.#paths.has(ONE_FILE);
    if (isOne) (await this.#file(ONE_FILE)).check();
    else if (this.#options.growing)
      throw invalidSettings(['a dump of several files cannot be followed: "follow" needs a single file']);
    return ids.map((id) => ({ id, parents: [], open: true }));
  }

  /** Sequence numbers are positions; others mean the beginning. */
  async shardIterator(shardId: string, position: KinesisPosition): Promise<string> {
    const isKnown = position.type === 'AFTER_SEQUENCE_NUMBER' || position.type === 'AT_SEQUENCE_NUMBER';
    const inclusive = position.type === 'AT_SEQUENCE_NUMBER';
    return iteratorOf(shardId, { position: isKnown ? position.sequenceNumber : BEGINNING, inclusive });
  }

  async getRecords(iterator: string, limit: number): Promise<Page> {
    const [shardId, from] = JSON.parse(iterator) as [string, From];
    const page = await (await this.#file(shardId)).page(from, limit);
    return { ...page, nextIterator: iteratorOf(shardId, { position: page.nextIterator, inclusive: false }) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const file of this.#open.values()) await file[Symbol.asyncDispose]();
    this.#open.clear();
  }

  async #file(id: string): Promise<DumpFile> {
    const { growing } = this.#options;
    const file = this.#open.get(id) ?? new DumpFile({ path: this.#paths.get(id)?.path ?? id, growing });
    this.#open.delete(id);
    this.#open.set(id, file);
    for (const [oldest, other] of this.#open) {
      if (this.#open.size <= MAX_OPEN) break;
      this.#open.delete(oldest);
      await other[Symbol.asyncDispose]();
    }
    return file;
  }
}

function iteratorOf(shardId: string, from: From): string {
  return JSON.stringify([shardId, from]);
}
