import { isJsonObject, type JsonObject, type JsonSchema, type JsonValue, setMember } from '@cdc-relay/singer';
import { ARRAY, addKind, BOOLEAN, emptyShape, INTEGER, NUMBER, OBJECT, type Shape, STRING } from './shape.ts';

/** Kinds and JSON Schema's names for them, in the order in which a union lists them. */
const TYPES = [
  [BOOLEAN, 'boolean'],
  [INTEGER, 'integer'],
  [NUMBER, 'number'],
  [STRING, 'string'],
  [ARRAY, 'array'],
  [OBJECT, 'object'],
] as const;

/**
 * The `properties` of an item's JSON Schema. Every attribute may be null, as an item may lack any, except the keys.
 * An attribute that was only ever null is listed as such: some targets refuse records with unlisted properties.
 */
export function propertiesOf(item: Shape, keys: readonly string[]): JsonObject {
  const properties: JsonObject = {};
  for (const [name, shape] of item.members ?? []) {
    const schema = shape.kinds === 0 ? { type: ['null'] } : schemaOf(shape, !keys.includes(name));
    setMember(properties, name, schema);
  }
  return properties;
}

/** The JSON Schema of a shape. */
export function schemaOf(shape: Shape, nullable: boolean): JsonSchema {
  if (shape.kinds === 0) return {};
  const types: string[] = TYPES.filter(([kind]) => (shape.kinds & kind) !== 0).map(([, type]) => type);
  if (nullable) types.push('null');
  const schema: JsonSchema = { type: types };
  if ((shape.kinds & ARRAY) !== 0) schema.items = schemaOf(shape.elements ?? emptyShape(), true);
  if ((shape.kinds & OBJECT) !== 0) {
    if (shape.freeForm) schema.additionalProperties = true;
    else schema.properties = propertiesOf(shape, []);
  }
  return schema;
}

/**
 * The same properties with `number` for every learned `integer`, at any depth, except where `isExact`: DynamoDB has numbers
 * only, and a column made for integers would hide the first fraction.
 */
export function withNumbers(properties: JsonObject, isExact: (name: string) => boolean): JsonObject {
  const result: JsonObject = {};
  for (const [name, schema] of Object.entries(properties))
    setMember(result, name, isExact(name) ? schema : withoutInteger(schema));
  return result;
}

function withoutInteger(schema: JsonValue): JsonValue {
  if (!isJsonObject(schema)) return schema;
  const { type, items, properties } = schema;
  const types = Array.isArray(type) ? type.map((name) => (name === 'integer' ? 'number' : name)) : type;
  return {
    ...schema,
    ...(types === undefined ? {} : { type: types }),
    ...(items === undefined ? {} : { items: withoutInteger(items) }),
    ...(isJsonObject(properties) ? { properties: withNumbers(properties, () => false) } : {}),
  };
}

/**
 * Reads an item's shape back from the `properties` that `propertiesOf` made. Returns undefined when they are not
 * such; a free-form object is one that says so.
 */
export function shapeFromProperties(properties: JsonValue | undefined): Shape | undefined {
  return shapeFrom({ type: ['object'], properties: properties ?? null });
}

/** Reads a shape back from what `schemaOf` made; undefined when it is not such. */
export function shapeFrom(schema: JsonValue): Shape | undefined {
  if (!isJsonObject(schema)) return undefined;
  const shape = emptyShape();
  if (schema.type === undefined) return shape;
  if (!addTypes(shape, schema.type)) return undefined;
  if ((shape.kinds & ARRAY) !== 0) {
    shape.elements = shapeFrom(schema.items ?? {});
    if (shape.elements === undefined) return undefined;
  }
  return (shape.kinds & OBJECT) === 0 || addMembers(shape, schema) ? shape : undefined;
}

function addTypes(shape: Shape, types: JsonValue): boolean {
  if (!Array.isArray(types)) return false;
  for (const name of types) {
    const kind = TYPES.find(([, type]) => type === name)?.[0];
    if (kind !== undefined) addKind(shape, kind);
    else if (name !== 'null') return false;
  }
  return true;
}

function addMembers(shape: Shape, schema: JsonObject): boolean {
  shape.freeForm = schema.additionalProperties === true;
  if (shape.freeForm) return true;
  if (!isJsonObject(schema.properties)) return false;
  shape.members = new Map();
  for (const [name, member] of Object.entries(schema.properties)) {
    const memberShape = shapeFrom(member);
    if (memberShape === undefined) return false;
    shape.members.set(name, memberShape);
  }
  return true;
}
