import {
  addRecords,
  expire,
  isOpen,
  type KinesisStream,
  merge,
  rotate,
  routeTo,
  type Shard,
  shardOf,
  split,
} from '@cdc-relay/hostile-kinesis';
import fc from 'fast-check';
import type { Change } from '../../support/dynamodb/change.ts';
import { changeRecord } from '../../support/dynamodb/change-record.ts';
import { awsMicroseconds, dynamoDbStreams } from '../../support/dynamodb/dialect.ts';
import { seededRandom } from '../../support/dynamodb/random.ts';

/** Something that happens to a Kinesis stream; numbers choose among what is possible. */
export type Event =
  | { readonly kind: 'put'; readonly items: readonly number[] }
  | { readonly kind: 'split' | 'merge' | 'expire'; readonly choice: number };

/** Items are few, so that the changes of each go through several shards. */
const item = fc.nat(7);
const choice = fc.nat(1_000);

/** Random events, mostly changes. */
export const events: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('put' as const), items: fc.array(item, { maxLength: 25 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('split' as const), choice }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('merge' as const), choice }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('expire' as const), choice }) },
);

/** A change that was put: where it is. */
export interface Placed {
  readonly item: number;
  readonly shard: Shard;
  readonly sequenceNumber: string;
}

/** A Kinesis stream to which random events happen, and every change that was ever put, in order, by its number. */
export class RandomStream {
  readonly placed: Placed[] = [];
  readonly #cdc: KinesisStream;
  readonly #isStreams: boolean;
  /** All changes are of one second (microseconds), which DynamoDB Streams cannot distinguish. */
  readonly #second = Math.floor(Date.now() / 1000 - 60) * 1_000_000;

  /** `isStreams`: it stands for the DynamoDB stream of a table, whose shards rotate and never merge. */
  constructor(cdc: KinesisStream, isStreams = false) {
    this.#cdc = cdc;
    this.#isStreams = isStreams;
  }

  get shards(): Shard[] {
    return this.#cdc.shards;
  }

  shard(id: string): Shard {
    return shardOf(this.#cdc, id);
  }

  /** `mayExpire`: whether nobody will miss a closed shard. */
  happens(event: Event, mayExpire: (shard: Shard) => boolean): void {
    const open = this.shards.filter(isOpen);
    switch (event.kind) {
      case 'put':
        for (const item of event.items) this.#put(item);
        break;
      case 'split':
        // Six are enough to be many.
        if (open.length < 6) split(this.#cdc, chosen(open, event.choice)?.id ?? '');
        break;
      case 'merge':
        if (this.#isStreams) rotate(this.#cdc, chosen(open, event.choice)?.id ?? '');
        else this.#mergeNeighbours(open, event.choice);
        break;
      case 'expire': {
        const oldest = this.shards.find((shard) => !shard.expired);
        if (oldest !== undefined && !isOpen(oldest) && mayExpire(oldest)) expire(oldest);
      }
    }
  }

  #put(item: number): void {
    const number = this.placed.length;
    const keys = { item: { N: String(item) } };
    const newImage = { ...keys, number: { N: String(number) } };
    const at = this.#second + number;
    const change: Change = {
      tableName: this.#isStreams ? 'cdc' : 't',
      eventName: 'MODIFY',
      keys,
      newImage,
      oldImage: newImage,
      at,
    };
    const record = changeRecord(
      change,
      seededRandom(number),
      this.#isStreams ? dynamoDbStreams : awsMicroseconds,
    );
    const shard = routeTo(this.#cdc, record.partitionKey);
    const [stored] = addRecords(shard, [{ ...record, arrival: Date.now() - 1_000 }]);
    this.placed.push({ item, shard, sequenceNumber: stored?.sequenceNumber ?? '' });
  }

  #mergeNeighbours(open: readonly Shard[], choice: number): void {
    const ordered = open.toSorted((a, b) => (a.range.from < b.range.from ? -1 : 1));
    if (ordered.length < 2) return;
    const index = choice % (ordered.length - 1);
    merge(this.#cdc, ordered[index]?.id ?? '', ordered[index + 1]?.id ?? '');
  }
}

function chosen<T>(among: readonly T[], choice: number): T | undefined {
  return among[choice % among.length];
}
