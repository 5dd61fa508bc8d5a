import {
  isJsonObject,
  isNames,
  isTexts,
  type JsonObject,
  type JsonValue,
  messageOf,
  ProgramError,
} from '@cdc-relay/singer';
import type { SecondMemory } from '../emit/second-versions.ts';
import type { TieMemory } from '../emit/ties.ts';
import { type Bookmark, isBookmark } from '../shards/bookmark.ts';
import type { ReadTimes } from '../shards/read-times.ts';
import { OF_STREAMS } from '../source-url/resolve.ts';
import { shapeFromProperties } from '../stream-schema/json-schema.ts';
import type { TableMemory } from '../tables/table-memory.ts';
import { snapshotOf, type TableSnapshot } from '../tables/table-snapshot.ts';
import { unpacked } from './pack.ts';
import { PACKED_STATE_VERSION, STATE_VERSION, type StreamState } from './state.ts';
import { unwrapped } from './unwrap.ts';

const NOTHING: StreamState = {
  bookmarks: new Map(),
  times: new Map(),
  tables: new Map(),
  ties: { overtaken: [], last: [] },
  seconds: { counts: new Map(), last: [] },
  snapshots: new Map(),
};

/**
 * Reads the value of a STATE message, as `--state` names it, also in the wrappings of other tools. An empty one (`{}`,
 * or empty `bookmarks`, as orchestrators pass on the first run) says nothing. Throws STATE_INVALID,
 * STATE_OF_OTHER_STREAM and STATE_VERSION_UNKNOWN: reading on from a state that cannot be read would lose or repeat
 * records silently.
 */
export function parseState(value: JsonValue, kinesisStream: string): StreamState {
  const state = unwrapped(value);
  if (!isJsonObject(state)) throw unusable('it is not a JSON object');
  const members = Object.keys(state);
  if (members.length > 0 && !members.includes('bookmarks'))
    throw unusable(`it has no "bookmarks", only ${namesOf(members)}`);
  const bookmarks = objectIn(state, 'bookmarks');
  const names = Object.keys(bookmarks);
  if (names.length === 0) return NOTHING;
  const other = names.find((name) => name !== kinesisStream);
  if (other !== undefined) throw ofOtherStream(other, kinesisStream);
  return parseStream(bookmarks[kinesisStream]);
}

function parseStream(value: JsonValue | undefined): StreamState {
  if (!isJsonObject(value)) throw unusable('the entry of the Kinesis stream is not an object');
  const stream = withPlainShards(value);
  // Every version of this program has written them: without, everything would be read again, or left out.
  if (stream.shards === undefined) throw unusable('the entry of the Kinesis stream has no "shards"');
  const shards = Object.entries(objectIn(stream, 'shards'));
  const times = Object.entries(objectIn(stream, 'times'));
  const tables = Object.entries(objectIn(stream, 'tables'));
  const snapshots = Object.entries(objectIn(stream, 'snapshots'));
  return {
    bookmarks: new Map(shards.map(([id, bookmark]) => [id, parseBookmark(id, bookmark)])),
    times: new Map(times.map(([id, read]) => [id, parseTimes(id, read)])),
    tables: new Map(tables.map(([name, table]) => [name, parseTable(name, table)])),
    ties: parseTies(objectIn(stream, 'ties')),
    seconds: parseSeconds(objectIn(stream, 'seconds')),
    snapshots: new Map(snapshots.map(([name, snapshot]) => [name, parseSnapshot(name, snapshot)])),
  };
}

/** The entry of a Kinesis stream as version 1 has it. */
function withPlainShards(stream: JsonObject): JsonObject {
  if (stream.version === STATE_VERSION) return stream;
  if (stream.version !== PACKED_STATE_VERSION) throw unknownVersion(stream.version);
  const { packed: text, ...members } = stream;
  if (typeof text !== 'string') throw unusable('the entry of the Kinesis stream has no "packed"');
  try {
    return { ...members, ...unpacked(text) };
  } catch (error) {
    throw unusable(`"packed" cannot be read (${messageOf(error)})`);
  }
}

function parseBookmark(shardId: string, bookmark: JsonValue): Bookmark {
  if (isBookmark(bookmark)) return bookmark;
  throw unusable(`the bookmark of shard ${shardId} cannot be read`);
}

function parseTimes(shardId: string, read: JsonValue): ReadTimes {
  const { arrived, until } = isJsonObject(read) ? read : { arrived: null, until: null };
  const times = { arrived: timeOf(arrived), until: timeOf(until) };
  if (!Number.isNaN(times.arrived) && !Number.isNaN(times.until)) return times;
  throw unusable(`the times of shard ${shardId} are not understood`);
}

/** Milliseconds since the epoch; not a number when it is there but no time. */
function timeOf(text: JsonValue | undefined): number | undefined {
  if (text === undefined) return undefined;
  return typeof text === 'string' ? Date.parse(text) : Number.NaN;
}

function parseTable(name: string, table: JsonValue): TableMemory {
  const memory = isJsonObject(table) ? table : {};
  const shape = shapeFromProperties(memory.properties);
  const keys = memory.key_properties;
  const { writer } = memory;
  const isKnown = writer === undefined || writer === 'dynamodb' || writer === 'forwarder';
  if (shape !== undefined && isNames(keys) && isKnown) return { keys, shape, writer };
  throw unusable(`the learned schema of table ${JSON.stringify(name)} cannot be read`);
}

function parseTies({ overtaken = [], last = [] }: JsonObject): TieMemory {
  if (isTexts(overtaken) && Array.isArray(last) && last.every(isLastEvent)) return { overtaken, last };
  throw unusable('"ties" cannot be read');
}

function parseSeconds(seconds: JsonObject): StreamState['seconds'] {
  const { last = [] } = seconds;
  const counts = Object.entries(objectIn(seconds, 'counts'));
  if (Array.isArray(last) && last.every(isLastInSecond) && counts.every(isCounts))
    return { counts: new Map(counts as [string, [number, number][]][]), last };
  throw unusable('"seconds" cannot be read');
}

function isCounts([, pairs]: [string, JsonValue]): boolean {
  const isCount = (value: JsonValue): boolean => typeof value === 'number' && Number.isSafeInteger(value);
  return (
    Array.isArray(pairs) &&
    pairs.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(isCount))
  );
}

function isLastInSecond(value: JsonValue): value is SecondMemory['last'][number] & JsonObject {
  if (!isJsonObject(value)) return false;
  const { item, version, sequenceNumber } = value;
  return typeof item === 'string' && typeof version === 'number' && typeof sequenceNumber === 'string';
}

function isLastEvent(value: JsonValue): value is TieMemory['last'][number] & JsonObject {
  if (!isJsonObject(value)) return false;
  const { item, micros, identity } = value;
  return typeof item === 'string' && typeof micros === 'number' && typeof identity === 'string';
}

function parseSnapshot(name: string, value: JsonValue): TableSnapshot {
  const snapshot = snapshotOf(value);
  if (snapshot !== undefined) return snapshot;
  throw unusable(`the snapshot of table ${JSON.stringify(name)} cannot be read`);
}

/** An object member; one that is missing counts as empty. */
function objectIn(value: JsonValue, member: string): JsonObject {
  const object = isJsonObject(value) ? (value[member] ?? {}) : null;
  if (isJsonObject(object)) return object;
  throw unusable(`"${member}" is not an object`);
}

/** Some of the names, quoted: what a file holds that is no state may be anything. */
function namesOf(members: readonly string[]): string {
  const shown = members.slice(0, 3).map((name) => JSON.stringify(name.slice(0, 40)));
  return `${shown.join(', ')}${members.length > shown.length ? ', …' : ''}`;
}

/** The error for a state that is no use. */
export function unusable(reason: string): ProgramError {
  return new ProgramError('STATE_INVALID', `The state cannot be used: ${reason}.`);
}

function ofOtherStream(found: string, wanted: string): ProgramError {
  const said = `The state is of ${sourceOf(found)}, not of ${sourceOf(wanted)}.`;
  return new ProgramError('STATE_OF_OTHER_STREAM', said);
}

function sourceOf(name: string): string {
  return name === OF_STREAMS ? 'DynamoDB Streams' : `the Kinesis stream ${JSON.stringify(name)}`;
}

function unknownVersion(version: JsonValue | undefined): ProgramError {
  const said = `The state has version ${JSON.stringify(version)}; this program knows ${STATE_VERSION} and ${PACKED_STATE_VERSION}.`;
  return new ProgramError('STATE_VERSION_UNKNOWN', said, {
    remedy: 'Use the version of tap-dynamodb-cdc that wrote the state, or a newer one.',
  });
}
