import { isJsonObject, type JsonSchema, type JsonValue } from '@cdc-relay/singer';
import { pointedAt } from './pointer.ts';

/** CrateDB accepts no deeper objects. */
const MAX_DEPTH = 50;

/** Definitions that refer to each other several times multiply; more of them than this are no table's schema. */
const MAX_SCHEMAS = 4000;

/** A schema without references. */
export interface ResolvedSchema {
  readonly schema: JsonSchema;
  /**
   * False when something was left out because its references multiply, or lead back to where they are without
   * going deeper into the record: validating by such a schema may never end.
   */
  readonly isWhole: boolean;
}

/** What is known while a schema is being resolved. */
interface Resolution {
  readonly root: JsonSchema;
  schemas: number;
  isWhole: boolean;
  /** References that lead back into themselves, with the place in the record where they do. */
  readonly loops: Set<string>;
}

/** Where in the schema and in the record a subschema is. */
interface Position {
  /** The references that led here, each with the place where it stood. */
  readonly references: ReadonlyMap<string, string>;
  readonly place: string;
  readonly depth: number;
}

/**
 * A schema in which `$ref` and `allOf` are replaced by what they refer to, as far as it determines the types of columns.
 * A reference that leads back into itself, or nowhere, becomes a schema that says nothing.
 */
export function resolveSchema(schema: JsonSchema): ResolvedSchema {
  const resolution = { root: schema, schemas: 0, isWhole: true, loops: new Set<string>() };
  const resolved = resolve(schema, resolution, { references: new Map(), place: '', depth: 0 });
  return { schema: resolved, isWhole: resolution.isWhole };
}

function resolve(schema: JsonSchema, resolution: Resolution, position: Position): JsonSchema {
  if (position.references.size > 0) resolution.schemas += 1;
  if (resolution.schemas > MAX_SCHEMAS) resolution.isWhole = false;
  if (position.depth > MAX_DEPTH || !resolution.isWhole) return {};
  const next = (value: JsonValue, step = ''): JsonValue =>
    isJsonObject(value) ? resolve(value, resolution, below(position, step)) : value;
  const { $ref: reference, allOf: parts, ...own } = schema;
  const resolved = withSubschemas(own, next);
  const referred =
    typeof reference === 'string' ? referredSchema(reference, resolution, position) : undefined;
  const merged = Array.isArray(parts) ? parts.map((part) => next(part)).filter(isJsonObject) : [];
  return [...(referred === undefined ? [] : [referred]), ...merged].reduce(merge, resolved);
}

function below({ references, place, depth }: Position, step: string): Position {
  return { references, place: place + step, depth: depth + 1 };
}

function referredSchema(
  reference: string,
  resolution: Resolution,
  position: Position,
): JsonSchema | undefined {
  if (position.references.has(reference)) return void noteLoop(reference, resolution, position);
  const target = pointedAt(resolution.root, reference);
  if (!isJsonObject(target)) return undefined;
  const references = new Map([...position.references, [reference, position.place]]);
  return resolve(target, resolution, { ...below(position, ''), references });
}

/** Two ways back from one place double the work with each level of the record. */
function noteLoop(reference: string, resolution: Resolution, { references, place }: Position): void {
  const loop = `${place} ${reference}`;
  if (references.get(reference) === place || resolution.loops.has(loop)) resolution.isWhole = false;
  resolution.loops.add(loop);
}

/** Resolves the schemas inside that determine types: properties, items, alternatives. */
function withSubschemas(
  schema: JsonSchema,
  next: (value: JsonValue, step?: string) => JsonValue,
): JsonSchema {
  const copy = { ...schema };
  if (isJsonObject(schema.properties)) copy.properties = mapMembers(schema.properties, next);
  if (schema.items !== undefined)
    copy.items = Array.isArray(schema.items)
      ? schema.items.map((item, index) => next(item, `/${index}`))
      : next(schema.items, '/*');
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    const alternatives = schema[keyword];
    if (Array.isArray(alternatives)) copy[keyword] = alternatives.map((alternative) => next(alternative));
  }
  return copy;
}

function mapMembers(members: JsonSchema, next: (value: JsonValue, step: string) => JsonValue): JsonSchema {
  return Object.fromEntries(
    Object.entries(members).map(([name, member]) => [name, next(member, `/${JSON.stringify(name)}`)]),
  );
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
