import { type JsonObject, setMember } from '@cdc-relay/singer';
import type { Bookmarks } from '../shards/lineage.ts';
import type { Shape } from '../stream-schema/shape.ts';

/** The form of the state that this program writes. */
export const STATE_VERSION = 1;

/** What the state remembers of a table. */
export interface TableMemory {
  readonly keys: readonly string[];
  readonly shape: Shape;
}

/** What a state says about its Kinesis stream. */
export interface StreamState {
  readonly bookmarks: Bookmarks;
  readonly tables: ReadonlyMap<string, TableMemory>;
}

/** What a table gives to the state. */
export interface LearnedTable {
  readonly keys: readonly string[];
  properties(): JsonObject;
}

/**
 * Makes the value of a STATE message: `{"bookmarks": {KINESIS_STREAM: {"version", "shards", "tables"}}}`, with a
 * bookmark per shard and the learned schema per table.
 */
export function stateValue(
  kinesisStream: string,
  bookmarks: Bookmarks,
  tables: ReadonlyMap<string, LearnedTable>,
): JsonObject {
  const learned: JsonObject = {};
  for (const [name, table] of tables) {
    setMember(learned, name, { key_properties: [...table.keys], properties: table.properties() });
  }
  const value: JsonObject = {};
  setMember(value, kinesisStream, {
    version: STATE_VERSION,
    shards: Object.fromEntries(bookmarks),
    tables: learned,
  });
  return { bookmarks: value };
}
