import {
  isJsonObject,
  type JsonObject,
  type Logger,
  type RecordMessage,
  type SchemaMessage,
} from '@cdc-relay/singer';
import { BadRecord } from '../bad-record/bad-record.ts';
import { TABLE_VERSION_COLUMN } from '../column/metadata-columns.ts';
import { VERSION_COLUMN } from '../column/table-columns.ts';
import type { PatternBudget } from '../json-schema/pattern-budget.ts';
import type { RecordCheck } from '../json-schema/record-check.ts';
import { resolveSchema } from '../json-schema/resolve.ts';
import { StreamCheck } from '../json-schema/stream-check.ts';
import { isDeletion, withoutDeletion } from '../row/deletion.ts';
import { type Flattening, flattenProperties, flattenRecord } from './flatten.ts';
import { METADATA_PROPERTIES, type Metadata } from './metadata.ts';
import { constantSchema, droppedKey, mapProperties, type StreamMap } from './stream-map.ts';

/** What happens to the messages of a stream before they are loaded. */
export interface RecordTransformOptions {
  readonly validates: boolean;
  /** Of the whole run. */
  readonly patterns: PatternBudget;
  readonly flattening: Flattening | undefined;
  /** Adds the columns about a row; undefined leaves them to the source. */
  readonly metadata: Metadata | undefined;
  /** True when rows store the table version that ACTIVATE_VERSION names. */
  readonly keepsTableVersion: boolean;
}

/** Checks and changes the messages of one stream: validation, stream map, flattening, metadata, in this order. */
export class RecordTransform {
  readonly #options: RecordTransformOptions;
  readonly #map: StreamMap | undefined;
  readonly #checks: StreamCheck;
  #check: RecordCheck | undefined;
  #keys: readonly string[] = [];
  /** True when the versions of rows come from the source, and may guard them against older records. */
  isVersioned = true;

  constructor(options: RecordTransformOptions, map: StreamMap | undefined, log: Logger) {
    this.#options = options;
    this.#map = map;
    this.#checks = new StreamCheck(log, options.patterns);
  }

  /** Accepts a SCHEMA for the records that follow; returns what is to be loaded. Throws BadRecord. */
  schema(message: SchemaMessage): SchemaMessage {
    const { validates, metadata } = this.#options;
    const { schema, isWhole } = resolveSchema(message.schema);
    this.#check = validates ? this.#checks.compile(message, isWhole) : undefined;

    const given = isJsonObject(schema.properties) ? schema.properties : {};
    this.isVersioned = metadata === undefined || Object.hasOwn(given, VERSION_COLUMN);
    this.#keys = this.#keysOf(message);
    const mapped =
      this.#map === undefined ? given : mapProperties(given, this.#map, this.#keys, constantSchema);
    const flat = this.#flatten(mapped, flattenProperties);
    const properties = metadata === undefined ? flat : { ...METADATA_PROPERTIES, ...flat };
    const stream = this.#map?.alias ?? message.stream;
    return { ...message, stream, schema: { ...schema, properties }, key_properties: this.#keys };
  }

  /** Returns the record to be loaded. Throws BadRecord. */
  record(message: RecordMessage, batchedAt: Date): JsonObject {
    const problem = this.#problemOf(message.record);
    if (problem !== undefined) throw new BadRecord(problem);
    const map = this.#map;
    const mapped = map === undefined ? message.record : mapProperties(message.record, map, this.#keys);
    const flat = this.#flatten(mapped, flattenRecord);
    const { metadata, keepsTableVersion } = this.#options;
    if (metadata !== undefined) return metadata.add(flat, message, batchedAt);
    return keepsTableVersion && message.version !== undefined
      ? { ...flat, [TABLE_VERSION_COLUMN]: message.version }
      : flat;
  }

  /** Of a deleted row the source often knows the key only. What says "not deleted" need not be of the SCHEMA's type. */
  #problemOf(record: JsonObject): string | undefined {
    if (isDeletion(record)) return undefined;
    const problem = this.#check?.(record);
    const live = problem === undefined ? record : withoutDeletion(record);
    return live === record ? problem : this.#check?.(live);
  }

  #keysOf(message: SchemaMessage): readonly string[] {
    const keys = this.#map?.keyProperties ?? message.key_properties;
    const dropped = this.#map === undefined ? undefined : droppedKey(this.#map, keys);
    if (dropped === undefined) return keys;
    const reason = `the stream map removes the key property ${JSON.stringify(dropped)}`;
    throw new BadRecord(`${reason}; set others in __key_properties__`);
  }

  #flatten(
    object: JsonObject,
    flatten: (object: JsonObject, flattening: Flattening) => JsonObject,
  ): JsonObject {
    const { flattening } = this.#options;
    return flattening === undefined ? object : flatten(object, flattening);
  }
}
