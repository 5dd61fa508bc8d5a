import { isJsonObject, type JsonSchema, type JsonValue } from '@cdc-relay/singer';
import {
  arrayType,
  BIGINT,
  BOOLEAN,
  type ColumnType,
  DOUBLE,
  objectType,
  TEXT,
  TIMESTAMP,
} from './column-type.ts';
import { isMemberName } from './names.ts';

/** Deeper schemas are left to the values; CrateDB itself takes no deeper objects. */
const DEEPEST = 50;

/**
 * The column type of a property by its JSON Schema, or undefined when the schema does not tell (no type, only null,
 * an array without items): then the first value decides. Of several types the one that holds most wins; what it
 * cannot hold overflows.
 */
export function typeFromSchema(schema: JsonValue | undefined, depth = 0): ColumnType | undefined {
  if (!isJsonObject(schema) || depth > DEEPEST) return undefined;
  const types = typeNames(schema);
  if (types.has('object') || isJsonObject(schema.properties)) return objectFromSchema(schema, depth);
  if (types.has('array')) return arrayFromSchema(schema, depth);
  if (types.has('string')) return schema.format === 'date-time' ? TIMESTAMP : TEXT;
  if (types.has('number')) return DOUBLE;
  if (types.has('integer')) return BIGINT;
  if (types.has('boolean')) return BOOLEAN;
  return alternativeOf(schema, depth);
}

function typeNames(schema: JsonSchema): Set<JsonValue> {
  return new Set([schema.type ?? []].flat());
}

function objectFromSchema(schema: JsonSchema, depth: number): ColumnType {
  const members: [string, ColumnType][] = [];
  for (const [name, member] of Object.entries(isJsonObject(schema.properties) ? schema.properties : {})) {
    const type = typeFromSchema(member, depth + 1);
    if (type !== undefined && isMemberName(name)) members.push([name, type]);
  }
  return objectType(members);
}

function arrayFromSchema(schema: JsonSchema, depth: number): ColumnType | undefined {
  const items = typeFromSchema(schema.items, depth + 1);
  return items === undefined ? undefined : arrayType(items);
}

/** `anyOf` and `oneOf` are how other taps write nullable and mixed types: the first that tells is taken. */
function alternativeOf(schema: JsonSchema, depth: number): ColumnType | undefined {
  const alternatives = [schema.anyOf ?? [], schema.oneOf ?? []].flat();
  for (const alternative of alternatives) {
    const type = typeFromSchema(alternative, depth + 1);
    if (type !== undefined) return type;
  }
  return undefined;
}
