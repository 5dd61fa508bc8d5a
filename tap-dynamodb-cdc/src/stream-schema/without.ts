import { isJsonObject, type JsonObject, type JsonSchema, type JsonValue, setMember } from '@cdc-relay/singer';
import type { Shape } from './shape.ts';
import { type Unwanted, wantsAll } from './unwanted.ts';

/**
 * A value without what is unwanted of its parts; the value itself when it has none of that. `nameOf`: the names by which
 * the tree knows the members of the value itself, where they differ.
 */
export function without<Value extends JsonValue>(
  value: Value,
  tree: Unwanted,
  nameOf: (name: string) => string = itself,
): Value {
  if (wantsAll(tree)) return value;
  if (isJsonObject(value)) return objectWithout(value, tree, nameOf) as Value;
  return (Array.isArray(value) && tree.elements ? elementsWithout(value, tree.elements) : value) as Value;
}

function itself(name: string): string {
  return name;
}

function objectWithout(
  object: JsonObject,
  { members }: Unwanted,
  nameOf: (name: string) => string,
): JsonObject {
  const result: JsonObject = {};
  for (const name in object) {
    const value = object[name] ?? null;
    const unwanted = members.get(nameOf(name));
    if (unwanted !== undefined) unwanted.matched = true;
    if (unwanted?.all !== true)
      setMember(result, name, unwanted === undefined ? value : without(value, unwanted));
  }
  return result;
}

function elementsWithout(array: JsonValue[], elements: Unwanted): JsonValue[] {
  elements.matched = true;
  return elements.all ? [] : array.map((element) => without(element, elements));
}

/** The keywords that hold alternatives of a schema. */
const ALTERNATIVES = ['anyOf', 'oneOf', 'allOf'];

/** A JSON Schema without what is unwanted of the values that it describes. */
export function schemaWithout(
  schema: JsonSchema,
  tree: Unwanted,
  nameOf: (name: string) => string = itself,
): JsonSchema {
  if (wantsAll(tree)) return schema;
  const result: JsonSchema = { ...schema };
  if (isJsonObject(schema.properties)) result.properties = propertiesWithout(schema.properties, tree, nameOf);
  if (Array.isArray(schema.required))
    result.required = schema.required.filter((name) => tree.members.get(nameOf(String(name)))?.all !== true);
  if (tree.elements !== undefined && schema.items !== undefined)
    result.items = itemsWithout(schema.items, tree.elements);
  for (const keyword of ALTERNATIVES) {
    const schemas = schema[keyword];
    if (Array.isArray(schemas))
      result[keyword] = schemas.map((one) => (isJsonObject(one) ? schemaWithout(one, tree, nameOf) : one));
  }
  return result;
}

/** The properties of a JSON Schema without those that are unwanted, and without what is unwanted of the others. */
export function propertiesWithout(
  properties: JsonObject,
  { members }: Unwanted,
  nameOf: (name: string) => string = itself,
): JsonObject {
  const result: JsonObject = {};
  for (const [name, schema] of Object.entries(properties)) {
    const unwanted = members.get(nameOf(name));
    if (unwanted !== undefined) unwanted.matched = true;
    if (unwanted?.all === true) continue;
    const part = unwanted !== undefined && isJsonObject(schema) ? schemaWithout(schema, unwanted) : schema;
    setMember(result, name, part);
  }
  return result;
}

/** One schema for all elements, or one for each place. */
function itemsWithout(items: JsonValue, elements: Unwanted): JsonValue {
  elements.matched = true;
  if (elements.all) return {};
  if (Array.isArray(items)) return items.map((item) => itemsWithout(item, elements));
  return isJsonObject(items) ? schemaWithout(items, elements) : items;
}

/** A learned shape without what is unwanted: what was learned before somebody deselected it. */
export function shapeWithout(shape: Shape, tree: Unwanted): Shape {
  if (wantsAll(tree)) return shape;
  return {
    ...shape,
    members: membersWithout(shape.members, tree),
    elements: shapeOfElements(shape.elements, tree),
  };
}

function membersWithout(members: Shape['members'], tree: Unwanted): Shape['members'] {
  if (members === undefined) return undefined;
  const result = new Map<string, Shape>();
  for (const [name, member] of members) {
    const unwanted = tree.members.get(name);
    if (unwanted !== undefined) unwanted.matched = true;
    if (unwanted?.all !== true)
      result.set(name, unwanted === undefined ? member : shapeWithout(member, unwanted));
  }
  return result;
}

function shapeOfElements(shape: Shape | undefined, { elements }: Unwanted): Shape | undefined {
  if (shape === undefined || elements === undefined) return shape;
  return elements.all ? undefined : shapeWithout(shape, elements);
}
