import { type JsonObject, setMember } from '@cdc-relay/singer';
import type { SecondMemory } from '../emit/second-versions.ts';
import type { TieMemory } from '../emit/ties.ts';
import type { Bookmarks } from '../shards/lineage.ts';
import { type ReadTimes, readUntil } from '../shards/read-times.ts';
import type { TableMemory } from '../tables/table-memory.ts';
import { snapshotValue, type TableSnapshot } from '../tables/table-snapshot.ts';
import { MAX_PLAIN_SHARDS, packed } from './pack.ts';

/** The forms of the state: with plain shards, which every version of this program reads, and with packed ones. */
export const STATE_VERSION = 1;
export const PACKED_STATE_VERSION = 2;

/** How far the shards were read, by shard id. */
export interface ReadShards {
  readonly bookmarks: Bookmarks;
  readonly times: ReadonlyMap<string, ReadTimes>;
}

/** What a state says about its Kinesis stream. */
export interface StreamState extends ReadShards {
  readonly tables: ReadonlyMap<string, TableMemory>;
  readonly ties: TieMemory;
  /** Versions of changes whose times are known to the second only. */
  readonly seconds: SecondMemory;
  /** The snapshots that were taken, or are being taken, by table. */
  readonly snapshots: ReadonlyMap<string, TableSnapshot>;
}

/** What a table adds to the state. */
export interface LearnedTable {
  readonly keys: readonly string[];
  readonly writer: TableMemory['writer'];
  properties(): JsonObject;
}

/**
 * Makes the value of a STATE message: `{"bookmarks": {KINESIS_STREAM: {"version", "shards", "times", "tables",
 * "ties", "seconds", "snapshots"}}}`, with a bookmark and the times of reading per shard, the learned schema per table, and, where
 * there are any, changes that tie and how far the snapshots of tables have come. With more than MAX_PLAIN_SHARDS shards
 * what it says of them is `packed`, as a state is printed, sent and kept as a whole each time.
 */
export function stateValue(
  kinesisStream: string,
  { bookmarks, times }: ReadShards,
  tables: ReadonlyMap<string, LearnedTable>,
  { ties, seconds, snapshots }: Pick<StreamState, 'ties' | 'seconds' | 'snapshots'>,
): JsonObject {
  const learned: JsonObject = {};
  for (const [name, table] of tables) {
    const writer = table.writer === undefined ? {} : { writer: table.writer };
    setMember(learned, name, { key_properties: [...table.keys], properties: table.properties(), ...writer });
  }
  const value: JsonObject = {};
  const read = {
    shards: Object.fromEntries(bookmarks),
    times: Object.fromEntries([...times].map(([id, time]) => [id, timesValue(time)])),
    ...secondsMember(seconds),
  };
  setMember(value, kinesisStream, {
    ...(bookmarks.size > MAX_PLAIN_SHARDS
      ? { version: PACKED_STATE_VERSION, packed: packed(read) }
      : { version: STATE_VERSION, ...read }),
    tables: learned,
    ...tiesMember(ties),
    ...(snapshots.size === 0 ? {} : { snapshots: snapshotsValue(snapshots) }),
  });
  return { bookmarks: value };
}

function snapshotsValue(snapshots: ReadonlyMap<string, TableSnapshot>): JsonObject {
  const value: JsonObject = {};
  for (const [table, snapshot] of snapshots) setMember(value, table, snapshotValue(snapshot));
  return value;
}

/** ISO 8601 in UTC; `until` only where it says more than `arrived`. */
function timesValue(read: ReadTimes): JsonObject {
  const { arrived } = read;
  const until = readUntil(read);
  return {
    ...(arrived === undefined ? {} : { arrived: new Date(arrived).toISOString() }),
    ...(until === undefined || until === arrived ? {} : { until: new Date(until).toISOString() }),
  };
}

/** Most streams have no ties, and say nothing about them. */
function tiesMember({ overtaken, last }: TieMemory): JsonObject {
  if (overtaken.length === 0 && last.length === 0) return {};
  const events = last.map(({ item, micros, identity }) => ({ item, micros, identity }));
  return { ties: { overtaken: [...overtaken], last: events } };
}

/** Only where changes came in the shape of DynamoDB Streams. */
function secondsMember({ counts, last }: SecondMemory): JsonObject {
  if (counts.size === 0 && last.length === 0) return {};
  const shards: JsonObject = {};
  for (const [id, pairs] of counts)
    setMember(
      shards,
      id,
      pairs.map(([second, count]) => [second, count]),
    );
  const changes = last.map(({ item, version, sequenceNumber }) => ({ item, version, sequenceNumber }));
  return { seconds: { counts: shards, last: changes } };
}
