import {
  type KinesisModel,
  kinesisModel,
  pageOf,
  type Shard,
  type StoredRecord,
  sequenceNumber,
} from '@cdc-relay/hostile-kinesis';
import type { Change } from '../../dynamodb/change.ts';
import { changeRecord } from '../../dynamodb/change-record.ts';
import { awsMicroseconds, type Dialect } from '../../dynamodb/dialect.ts';
import { seededRandom } from '../../dynamodb/random.ts';

const RECORD_BYTES = 600;
const START = 1_700_000_000_000; // ms
const MAX_PER_SHARD = 100_000_000;

export interface Load {
  readonly streamName: string;
  readonly shards: number;
  readonly recordsPerShard: number;
  /** How its records are written; as AWS does by default. */
  readonly dialect?: Dialect;
}

/** A model full of change records of 600 bytes, each the INSERT of another order, ready to be read quickly. */
export function generatedModel({ streamName, shards, recordsPerShard, dialect }: Load): KinesisModel {
  const model = kinesisModel({ [streamName]: shards }, START);
  for (const shard of model.streams.flatMap((kinesisStream) => kinesisStream.shards)) {
    for (let position = 1; position <= recordsPerShard; position += 1) {
      shard.records.push(new GeneratedRecord(shard.number, position, dialect));
    }
  }
  return model;
}

/** Serialises all pages that a reader with this Limit will ask for: about 1 KiB of memory a record. */
export function warmPages(shard: Shard, limit: number): void {
  for (let from = 0; from < shard.records.length; from += limit) pageOf(shard, from, limit);
}

/** A record that is made when it is read, so that a million of them fit. */
class GeneratedRecord implements StoredRecord {
  readonly #shardNumber: number;
  readonly #position: number;
  readonly #dialect: Dialect;

  constructor(shardNumber: number, position: number, dialect: Dialect = awsMicroseconds) {
    this.#dialect = dialect;
    this.#shardNumber = shardNumber;
    this.#position = position;
  }

  get sequenceNumber(): string {
    return sequenceNumber(this.#shardNumber, this.#position);
  }

  get partitionKey(): string {
    return this.sequenceNumber.slice(-32);
  }

  get data(): Buffer {
    const number = this.#shardNumber * MAX_PER_SHARD + this.#position;
    return changeRecord(newOrder(number, this.arrival * 1000, PADDING), seededRandom(number), this.#dialect)
      .data;
  }

  get arrival(): number {
    return START + this.#position;
  }
}

/** A change of which every number has its fixed width. */
function newOrder(number: number, at: number, note: string): Change {
  const keys = { order_id: { N: String(10_000_000_000 + number) } };
  const newImage = {
    ...keys,
    customer_id: { S: `customer-${100_000 + (number % 100_000)}` },
    status: { S: ['new!', 'paid', 'sent'][number % 3] ?? '' },
    total: { N: `${100 + (number % 900)}.5` },
    address: { M: { city: { S: 'Dornbirn' }, zip: { N: '6850' } } },
    tags: { SS: ['gift'] },
    note: { S: note },
  };
  return { tableName: 'orders', eventName: 'INSERT', keys, newImage, at };
}

const UNPADDED = changeRecord(newOrder(0, START * 1000, ''), seededRandom(0)).data.length;
const PADDING = 'x'.repeat(Math.max(0, RECORD_BYTES - UNPADDED));
