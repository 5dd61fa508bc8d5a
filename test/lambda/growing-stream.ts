import {
  isOpen,
  type KinesisStream,
  merge,
  type NewRecord,
  putAll,
  type Shard,
  split,
} from '@cdc-relay/hostile-kinesis';
import type { Random } from '../support/dynamodb/random.ts';

/** This many parts of a history come one after the other. */
const PARTS = 3;

/** A stream that gets a history part by part: the next one after a reshard, while the one before it is being delivered. */
export class GrowingStream {
  readonly #stream: KinesisStream;
  readonly #random: Random;
  readonly #parts: (readonly NewRecord[])[];
  #put = 0;
  #delivered = 0;
  /** With this many deliveries the next part comes. */
  #next = 0;
  #waiting: (() => void)[] = [];
  /** Reshards while records were being delivered. */
  reshards = 0;

  /** Puts the first part, after a reshard. */
  constructor(stream: KinesisStream, records: readonly NewRecord[], random: Random) {
    this.#stream = stream;
    this.#random = random;
    const size = Math.ceil(records.length / PARTS);
    this.#parts = Array.from({ length: PARTS }, (_, n) => records.slice(n * size, (n + 1) * size));
    this.#grow();
  }

  /** Undefined once all parts are in the stream; before that, what resolves with the next one. */
  more(): Promise<void> | undefined {
    if (this.#parts.length === 0) return undefined;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Counts records that are being delivered. */
  delivering(records: number): void {
    this.#delivered += records;
    if (this.#parts.length === 0 || this.#delivered < this.#next) return;
    this.reshards += 1;
    this.#grow();
  }

  #grow(): void {
    reshard(this.#stream, this.#random);
    const part = this.#parts.shift() ?? [];
    putAll(this.#stream, part);
    this.#put += part.length;
    // Never more than there is to deliver.
    this.#next = this.#put - this.#random.int(Math.ceil(part.length * 0.8));
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** Splits a shard, or merges two that are adjacent, or does both. */
function reshard(stream: KinesisStream, random: Random): void {
  const isSplit = random.chance(0.6);
  if (isSplit) split(stream, random.pick(openShards(stream)).id);
  if (isSplit && random.chance(0.5)) return;
  const open = openShards(stream);
  const first = random.int(open.length - 1);
  const [one, two] = [open[first], open[first + 1]];
  if (one !== undefined && two !== undefined) merge(stream, one.id, two.id);
}

function openShards({ shards }: KinesisStream): Shard[] {
  return shards.filter(isOpen).sort((a, b) => (a.range.from < b.range.from ? -1 : 1));
}
