import { isJsonObject, type JsonObject, type RecordMessage, type SchemaMessage } from '@cdc-relay/singer';
import { BadRecord } from '../bad-record/bad-record.ts';
import { TABLE_VERSION_COLUMN } from '../column/metadata-columns.ts';
import { VERSION_COLUMN } from '../column/table-columns.ts';
import type { PatternBudget } from '../json-schema/pattern-budget.ts';
import type { RecordCheck } from '../json-schema/record-check.ts';
import { resolveSchema } from '../json-schema/resolve.ts';
import type { StreamCheck } from '../json-schema/stream-check.ts';
import { isDeletion, withoutDeletion } from '../row/deletion.ts';
import { type Flattening, flattenProperties, flattenRecord } from './flatten.ts';
import { METADATA_PROPERTIES, type Metadata } from './metadata.ts';
import { constantSchema, droppedKey, mapProperties, type StreamMap } from './stream-map.ts';

/** What happens to the messages of every stream before they are loaded. */
export interface TransformOptions {
  readonly validates: boolean;
  /** Of the whole run. */
  readonly patterns: PatternBudget;
  readonly flattening: Flattening | undefined;
  /** Adds the columns about a row; undefined leaves them to the source. */
  readonly metadata: Metadata | undefined;
  /** True when rows store the table version that ACTIVATE_VERSION names. */
  readonly keepsTableVersion: boolean;
}

/** What happens to the messages of one stream before they are loaded. */
export interface TransformRules {
  readonly options: TransformOptions;
  readonly map: StreamMap | undefined;
  readonly checks: StreamCheck;
}

/** What one SCHEMA makes of the messages of its stream. */
export interface StreamTransform {
  /** The SCHEMA of what is loaded. */
  readonly schema: SchemaMessage;
  /** True when the versions of rows come from the source, and may guard them against older records. */
  readonly isVersioned: boolean;
  /** Returns the record to be loaded; `batchedAt` is when its batch began. Throws BadRecord. */
  readonly record: (message: RecordMessage, batchedAt: Date) => JsonObject;
}

/** Applies a SCHEMA: validation, stream map, flattening, metadata, in this order. Throws BadRecord. */
export function transformOf(
  message: SchemaMessage,
  { options, map, checks }: TransformRules,
): StreamTransform {
  const { validates, metadata, flattening } = options;
  const { schema, isWhole } = resolveSchema(message.schema);
  const check = validates ? checks.compile(message, isWhole) : undefined;

  const given = isJsonObject(schema.properties) ? schema.properties : {};
  const keys = keysOf(message, map);
  const mapped = map === undefined ? given : mapProperties(given, map, keys, constantSchema);
  const flat = flattening === undefined ? mapped : flattenProperties(mapped, flattening);
  const properties = metadata === undefined ? flat : { ...METADATA_PROPERTIES, ...flat };
  const stream = map?.alias ?? message.stream;
  return {
    schema: { ...message, stream, schema: { ...schema, properties }, key_properties: keys },
    isVersioned: metadata === undefined || Object.hasOwn(given, VERSION_COLUMN),
    record: (record, batchedAt) => transformed(record, batchedAt, { options, map, keys, check }),
  };
}

/** What a record goes through. */
interface RecordRules extends Omit<TransformRules, 'checks'> {
  readonly keys: readonly string[];
  readonly check: RecordCheck | undefined;
}

function transformed(message: RecordMessage, batchedAt: Date, rules: RecordRules): JsonObject {
  const { options, map, keys, check } = rules;
  const { flattening, metadata, keepsTableVersion } = options;
  const problem = problemOf(message.record, check);
  if (problem !== undefined) throw new BadRecord(problem);
  const mapped = map === undefined ? message.record : mapProperties(message.record, map, keys);
  const flat = flattening === undefined ? mapped : flattenRecord(mapped, flattening);
  if (metadata !== undefined) return metadata.add(flat, message, batchedAt);
  return keepsTableVersion && message.version !== undefined
    ? { ...flat, [TABLE_VERSION_COLUMN]: message.version }
    : flat;
}

/** Of a deleted row the source often knows the key only. What says "not deleted" need not be of the SCHEMA's type. */
function problemOf(record: JsonObject, check: RecordCheck | undefined): string | undefined {
  if (check === undefined || isDeletion(record)) return undefined;
  const problem = check(record);
  const live = problem === undefined ? record : withoutDeletion(record);
  return live === record ? problem : check(live);
}

function keysOf(message: SchemaMessage, map: StreamMap | undefined): readonly string[] {
  const keys = map?.keyProperties ?? message.key_properties;
  const dropped = map === undefined ? undefined : droppedKey(map, keys);
  if (dropped === undefined) return keys;
  const reason = `the stream map removes the key property ${JSON.stringify(dropped)}`;
  throw new BadRecord(`${reason}; set others in __key_properties__`);
}
