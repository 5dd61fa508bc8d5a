import { isJsonObject, type JsonSchema, type JsonValue } from '@cdc-relay/singer';
import {
  arrayType,
  BIGINT,
  BOOLEAN,
  type ColumnType,
  DOUBLE,
  FREE,
  objectType,
  TEXT,
  TIMESTAMP,
  UNLIMITED_TEXT,
} from './column-type.ts';
import { decimalFromSchema } from './decimal.ts';
import { isMemberName } from './names.ts';

/** Deeper schemas are left to the values; CrateDB itself accepts no deeper objects. */
const MAX_DEPTH = 50;

/** Characters of text that a column is made for which is not indexed; an indexed one holds 32,766 bytes. */
const MAX_INDEXED_TEXT = 32_766;

/**
 * The column type of a property by its JSON Schema, or undefined when the schema does not say (no type, only null,
 * an array without items): then the first value decides. Of several types the one that holds most wins; what it
 * cannot hold overflows.
 */
export function typeFromSchema(schema: JsonValue | undefined, depth = 0): ColumnType | undefined {
  if (!isJsonObject(schema) || depth > MAX_DEPTH) return undefined;
  const types = typeNames(schema);
  if (types.has('object') || isJsonObject(schema.properties)) return objectFromSchema(schema, depth);
  if (types.has('array')) return arrayFromSchema(schema, depth);
  if (types.has('string')) return stringFromSchema(schema);
  if (types.has('number')) return decimalFromSchema(schema) ?? DOUBLE;
  if (types.has('integer')) return BIGINT;
  if (types.has('boolean')) return BOOLEAN;
  return alternativeOf(schema, depth);
}

/** A date, a time, a UUID and base64 stay the text that they are: CrateDB has no column types that keep them as such. */
function stringFromSchema(schema: JsonSchema): ColumnType {
  if (schema.format === 'date-time') return TIMESTAMP;
  if (schema.format === 'singer.decimal') return decimalFromSchema(schema) ?? TEXT;
  return Number(schema.maxLength) > MAX_INDEXED_TEXT ? UNLIMITED_TEXT : TEXT;
}

function typeNames(schema: JsonSchema): Set<JsonValue> {
  return new Set([schema.type ?? []].flat());
}

/** A map that the schema calls open has any names: as columns they would use up the table's. */
function isOpenMap({
  properties,
  additionalProperties: others,
  patternProperties: patterns,
}: JsonSchema): boolean {
  if (isJsonObject(properties) && Object.keys(properties).length > 0) return false;
  return others === true || isJsonObject(others) || isJsonObject(patterns);
}

function objectFromSchema(schema: JsonSchema, depth: number): ColumnType {
  if (isOpenMap(schema)) return FREE;
  const members: [string, ColumnType][] = [];
  for (const [name, member] of Object.entries(isJsonObject(schema.properties) ? schema.properties : {})) {
    const type = typeFromSchema(member, depth + 1);
    if (type !== undefined && isMemberName(name)) members.push([name, type]);
  }
  return objectType(members);
}

function arrayFromSchema(schema: JsonSchema, depth: number): ColumnType | undefined {
  const items = typeFromSchema(schema.items, depth + 1);
  // CrateDB has no arrays of text that is not indexed.
  return items === undefined ? undefined : arrayType(items === UNLIMITED_TEXT ? TEXT : items);
}

/** `anyOf` and `oneOf` are how other taps write nullable and mixed types: the first that has a type counts. */
function alternativeOf(schema: JsonSchema, depth: number): ColumnType | undefined {
  const alternatives = [schema.anyOf ?? [], schema.oneOf ?? []].flat();
  for (const alternative of alternatives) {
    const type = typeFromSchema(alternative, depth + 1);
    if (type !== undefined) return type;
  }
  return undefined;
}
