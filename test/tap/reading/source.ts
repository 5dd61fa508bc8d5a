import type { HostileKinesis, NewRecord } from '@cdc-relay/hostile-kinesis';
import {
  type KinesisModel,
  type KinesisStream,
  kinesisModel,
  type Shard,
  streamOf,
} from '@cdc-relay/hostile-kinesis';
import { isJsonObject, type JsonObject, type JsonValue, type SingerMessage } from '@cdc-relay/singer';
import type { Change } from '../../support/dynamodb/change.ts';
import { changeRecord } from '../../support/dynamodb/change-record.ts';
import { seededRandom } from '../../support/dynamodb/random.ts';
import { USER_INFO } from '../../support/programs/secrets.ts';

export const HOUR = 3_600_000;

/** The URL of the Kinesis stream `cdc` of a server, for a tap. */
export function sourceUrl({ port }: Pick<HostileKinesis, 'port'>, options = ''): string {
  return `kinesis+dynamodb+cdc://${USER_INFO}@127.0.0.1:${port}/cdc?region=us-east-1${options}`;
}

/** The URL of the DynamoDB stream of the table `cdc` of a server, for a tap. */
export function streamsUrl({ port }: Pick<HostileKinesis, 'port'>): string {
  return `dynamodb+cdc://${USER_INFO}@127.0.0.1:${port}/cdc?region=us-east-1`;
}

/** A model with the Kinesis stream `cdc`. */
export function cdcModel(shards = 1): { model: KinesisModel; cdc: KinesisStream } {
  const model = kinesisModel({ cdc: shards }, Date.now() - 48 * HOUR);
  return { model, cdc: streamOf(model, 'cdc') };
}

/** The change record number `number` (from 1 on), the INSERT of an item; it arrived this many milliseconds ago. */
export function change(number: number, age = 1_000, size = 0): NewRecord {
  const keys = { id: { N: String(number) } };
  const newImage = { ...keys, text: { S: 'x'.repeat(size) } };
  const made: Change = {
    tableName: 't',
    eventName: 'INSERT',
    keys,
    newImage,
    at: 1_700_000_000_000_000 + number,
  };
  return { ...changeRecord(made, seededRandom(number)), arrival: Date.now() - age };
}

/** Change records `from` to `to`, both included. */
export function changes(from: number, to: number, age?: number): NewRecord[] {
  return Array.from({ length: to - from + 1 }, (_, index) => change(from + index, age));
}

/** The numbers of the changes that were emitted, in order. */
export function numbersIn(messages: readonly SingerMessage[]): number[] {
  return messages.flatMap((message) => (message.type === 'RECORD' ? [Number(message.record.id)] : []));
}

/** Numbers `from` to `to`, both included. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** The sequence number of a shard's record, counted from 1. */
export function sequenceNumber(shard: Shard, number: number): string {
  return shard.records[number - 1]?.sequenceNumber ?? '';
}

/** The shards' bookmarks in a state, by the ids that the server knows. */
export function bookmarksIn(state: JsonValue | undefined): JsonObject {
  const bookmarks = isJsonObject(state) && isJsonObject(state.bookmarks) ? state.bookmarks : {};
  const shards = Object.entries(at(Object.values(bookmarks)[0], 'shards'));
  return Object.fromEntries(shards.map(([id, bookmark]) => [id.slice(id.lastIndexOf('/') + 1), bookmark]));
}

/** A state of `cdc` with these bookmarks, and when their records arrived (milliseconds). */
export function stateWith(shards: Record<string, string>, arrived?: number): JsonValue {
  const time = arrived === undefined ? undefined : new Date(arrived).toISOString();
  const times = Object.fromEntries(Object.keys(shards).map((id) => [id, { arrived: time ?? '' }]));
  const read = time === undefined ? {} : { times };
  return { bookmarks: { cdc: { version: 1, shards, ...read, tables: {} } } };
}

function at(value: JsonValue | undefined, name: string): JsonObject {
  const member = isJsonObject(value) ? value[name] : undefined;
  return isJsonObject(member) ? member : {};
}
