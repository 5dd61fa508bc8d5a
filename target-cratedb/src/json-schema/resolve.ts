import { isJsonObject, type JsonSchema, type JsonValue } from '@cdc-relay/singer';
import { pointedAt } from './pointer.ts';

/** CrateDB takes no deeper objects. */
const DEEPEST = 50;

/** Definitions that refer to each other several times multiply; more than this is no table's schema. */
const MOST_SCHEMAS = 20_000;

/** What is known while a schema is being resolved. */
interface Resolution {
  readonly root: JsonSchema;
  schemas: number;
}

/**
 * A schema in which `$ref` and `allOf` are replaced by what they stand for, as far as it tells the types of columns.
 * A reference that leads back into itself, or nowhere, becomes a schema that tells nothing.
 */
export function resolveSchema(schema: JsonSchema): JsonSchema {
  return resolve(schema, { root: schema, schemas: 0 }, []);
}

/** `path` holds the references that led here. */
function resolve(schema: JsonSchema, resolution: Resolution, path: readonly string[], depth = 0): JsonSchema {
  resolution.schemas += 1;
  if (depth > DEEPEST || resolution.schemas > MOST_SCHEMAS) return {};
  const next = (value: JsonValue): JsonValue =>
    isJsonObject(value) ? resolve(value, resolution, path, depth + 1) : value;
  const { $ref: reference, allOf: parts, ...own } = schema;
  const resolved = withSubschemas(own, next);
  const referred =
    typeof reference === 'string' ? referredSchema(reference, resolution, path, depth) : undefined;
  const merged = Array.isArray(parts) ? parts.map(next).filter(isJsonObject) : [];
  return [...(referred === undefined ? [] : [referred]), ...merged].reduce(merge, resolved);
}

function referredSchema(
  reference: string,
  resolution: Resolution,
  path: readonly string[],
  depth: number,
): JsonSchema | undefined {
  const target = path.includes(reference) ? undefined : pointedAt(resolution.root, reference);
  return isJsonObject(target) ? resolve(target, resolution, [...path, reference], depth + 1) : undefined;
}

/** Resolves the schemas inside that tell of types: properties, items, alternatives. */
function withSubschemas(schema: JsonSchema, next: (value: JsonValue) => JsonValue): JsonSchema {
  const copy = { ...schema };
  if (isJsonObject(schema.properties)) copy.properties = mapMembers(schema.properties, next);
  if (schema.items !== undefined)
    copy.items = Array.isArray(schema.items) ? schema.items.map(next) : next(schema.items);
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    const alternatives = schema[keyword];
    if (Array.isArray(alternatives)) copy[keyword] = alternatives.map(next);
  }
  return copy;
}

function mapMembers(members: JsonSchema, next: (value: JsonValue) => JsonValue): JsonSchema {
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, next(member)]));
}

/** Both schemas hold at once: their properties add up; for the rest the first one counts. */
function merge(first: JsonSchema, second: JsonSchema): JsonSchema {
  if (!isJsonObject(first.properties) || !isJsonObject(second.properties)) return { ...second, ...first };
  return { ...second, ...first, properties: mergeProperties(first.properties, second.properties) };
}

function mergeProperties(first: JsonSchema, second: JsonSchema): JsonSchema {
  const entries = Object.entries(second).map(([name, schema]) => {
    const own = Object.hasOwn(first, name) ? first[name] : undefined;
    return [name, isJsonObject(own) && isJsonObject(schema) ? merge(own, schema) : (own ?? schema)] as const;
  });
  return { ...first, ...Object.fromEntries(entries) };
}
