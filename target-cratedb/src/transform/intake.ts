import {
  isJsonObject,
  type JsonObject,
  type Logger,
  messageOf,
  type RecordMessage,
  type SchemaMessage,
} from '@cdc-relay/singer';
import { TABLE_VERSION_COLUMN } from '../column/metadata-columns.ts';
import { DELETED_COLUMN, VERSION_COLUMN } from '../column/table-columns.ts';
import { type RecordCheck, recordCheck } from '../json-schema/record-check.ts';
import { resolveSchema } from '../json-schema/resolve.ts';
import { BadRecord } from '../load/bad-record.ts';
import { type Flattening, flattenProperties, flattenRecord } from './flatten.ts';
import { METADATA_PROPERTIES, type Metadata } from './metadata.ts';
import { constantSchema, mapProperties, type StreamMap } from './stream-map.ts';

/** What happens to the messages of a stream before they are loaded. */
export interface IntakeOptions {
  readonly validates: boolean;
  readonly flattening: Flattening | undefined;
  /** Adds the columns about a row; undefined leaves them to the source. */
  readonly metadata: Metadata | undefined;
  /** True when rows note the table version that ACTIVATE_VERSION speaks of. */
  readonly keepsTableVersion: boolean;
}

/** Checks and changes the messages of one stream: validation, stream map, flattening, metadata, in this order. */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #map: StreamMap | undefined;
  readonly #log: Logger;
  #check: RecordCheck = () => undefined;
  #keys: readonly string[] = [];
  #unusable = false;
  /** True when the versions of rows come from the source, and may guard them against older records. */
  isVersioned = true;

  constructor(options: IntakeOptions, map: StreamMap | undefined, log: Logger) {
    this.#options = options;
    this.#map = map;
    this.#log = log;
  }

  /** Takes a SCHEMA for the records that follow; gives what is to be loaded. Throws BadRecord. */
  schema(message: SchemaMessage): SchemaMessage {
    this.#check = this.#options.validates ? this.#compile(message) : () => undefined;
    const schema = resolveSchema(message.schema);
    const given = isJsonObject(schema.properties) ? schema.properties : {};
    this.#keys = this.#map?.keyProperties ?? message.key_properties;
    this.isVersioned = this.#options.metadata === undefined || Object.hasOwn(given, VERSION_COLUMN);
    const properties = this.#withMetadata(this.#flatten(this.#mapped(given), flattenProperties));
    this.#checkKeys(given);
    return {
      ...message,
      stream: this.#map?.alias ?? message.stream,
      schema: { ...schema, properties },
      key_properties: this.#keys,
    };
  }

  /** Gives the record to be loaded. Throws BadRecord. */
  record(message: RecordMessage, batchedAt: Date): JsonObject {
    // Of a deleted row the source often knows the key only.
    const problem = isDeletion(message.record) ? undefined : this.#check(message.record);
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

  #compile(message: SchemaMessage): RecordCheck {
    try {
      return recordCheck(message.schema);
    } catch (error) {
      if (!this.#unusable)
        this.#log.warning(`The SCHEMA is not usable, its records are not validated: ${messageOf(error)}`, {
          stream: message.stream,
        });
      this.#unusable = true;
      return () => undefined;
    }
  }

  #mapped(properties: JsonObject): JsonObject {
    return this.#map === undefined
      ? properties
      : mapProperties(properties, this.#map, this.#keys, constantSchema);
  }

  #flatten(
    object: JsonObject,
    flatten: (object: JsonObject, flattening: Flattening) => JsonObject,
  ): JsonObject {
    const { flattening } = this.#options;
    return flattening === undefined ? object : flatten(object, flattening);
  }

  #withMetadata(properties: JsonObject): JsonObject {
    return this.#options.metadata === undefined ? properties : { ...METADATA_PROPERTIES, ...properties };
  }

  /** A map that drops a key without naming another one would turn an upsert into an append. */
  #checkKeys(given: JsonObject): void {
    const dropped = this.#keys.find((key) => this.#map?.properties.get(key)?.kind === 'drop');
    const added = this.#keys.find(
      (key) => !Object.hasOwn(given, key) && this.#map?.keyProperties?.includes(key),
    );
    const lost = dropped ?? (added !== undefined && !this.#map?.properties.has(added) ? added : undefined);
    if (lost !== undefined)
      throw new BadRecord(
        `the stream map leaves no key property ${JSON.stringify(lost)}; name others in __key_properties__`,
      );
  }
}

/** True for a record that says that its row was deleted at the source. */
function isDeletion(record: JsonObject): boolean {
  const deleted = record[DELETED_COLUMN];
  return deleted !== undefined && deleted !== null;
}
