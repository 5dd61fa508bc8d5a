import { Decimal, isJsonObject, type JsonSchema, type JsonValue } from '@cdc-relay/singer';
import { asDoubles } from './as-doubles.ts';
import { readPattern } from './foreign-pattern.ts';

/** Called for each part of a schema that is not checked: a JSON pointer and the value. */
export type NotUnderstood = (where: string, value: JsonValue) => void;

const TYPES = new Set(['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']);

const isCount = (value: JsonValue): boolean => Number.isInteger(value) && Number(value) >= 0;
const isNumber = (value: JsonValue): boolean => typeof value === 'number';
const isSchema = (value: JsonValue): boolean => typeof value === 'boolean' || isJsonObject(value);
const areSchemas = (value: JsonValue): boolean => Array.isArray(value) && value.every(isSchema);

/** What the value of a keyword has to be. */
const VALID: Readonly<Record<string, (value: JsonValue) => boolean>> = {
  ...keywords(
    'maxLength minLength maxItems minItems maxProperties minProperties minContains maxContains',
    isCount,
  ),
  ...keywords('maximum minimum exclusiveMaximum exclusiveMinimum', isNumber),
  ...keywords('additionalProperties additionalItems contains not if then else propertyNames', isSchema),
  ...keywords('unevaluatedItems unevaluatedProperties', isSchema),
  ...keywords('anyOf oneOf allOf', (value) => areSchemas(value) && (value as JsonValue[]).length > 0),
  ...keywords('properties patternProperties definitions $defs dependentSchemas', isJsonObject),
  multipleOf: (value) => typeof value === 'number' && value > 0,
  uniqueItems: (value) => typeof value === 'boolean',
  enum: (value) => Array.isArray(value) && value.length > 0,
  required: (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
  items: (value) => isSchema(value) || areSchemas(value),
  prefixItems: areSchemas,
  type: (value) => [value].flat().length > 0 && [value].flat().every((name) => TYPES.has(String(name))),
  pattern: (value) => typeof value === 'string' && readPattern(value) !== undefined,
};

/** Where something that is not checked would refuse good records: `not` of a schema that accepts more than it says. */
const STRICT_INSIDE = new Set(['not', 'if', 'oneOf', 'contains']);

/** What goes with a keyword that goes. */
const TOGETHER: Readonly<Record<string, readonly string[]>> = {
  if: ['then', 'else'],
  patternProperties: ['additionalProperties', 'unevaluatedProperties'],
  properties: ['additionalProperties', 'unevaluatedProperties'],
  items: ['additionalItems', 'unevaluatedItems'],
  prefixItems: ['items', 'unevaluatedItems'],
};

function keywords<Check>(names: string, check: Check): Record<string, Check> {
  return Object.fromEntries(names.split(' ').map((name) => [name, check]));
}

/**
 * The schema without what cannot be understood, so that it refuses nothing good: bounds and types that are none, patterns
 * of other languages. Numbers beyond a double become the nearest one, as those of records do.
 */
export function understoodSchema(schema: JsonSchema, report: NotUnderstood, where = ''): JsonSchema {
  const result: JsonSchema = {};
  const dropped = new Set<string>();
  for (const [keyword, value] of Object.entries(relaxedBounds(schema))) {
    const at = `${where}/${keyword}`;
    const understood = understoodKeyword(keyword, value, at, report);
    if (understood === undefined)
      for (const name of [keyword, ...(TOGETHER[keyword] ?? [])]) dropped.add(name);
    else result[keyword] = understood;
  }
  return Object.fromEntries(Object.entries(result).filter(([keyword]) => !dropped.has(keyword)));
}

/** Undefined for a keyword that is not checked. */
function understoodKeyword(
  keyword: string,
  value: JsonValue,
  where: string,
  report: NotUnderstood,
): JsonValue | undefined {
  const number =
    keyword === 'enum' || keyword === 'const' || value instanceof Decimal ? asDoubles(value) : value;
  const isValid = VALID[keyword];
  if (isValid === undefined) return number;
  if (!isValid(number)) return void report(where, value);
  if (keyword === 'patternProperties') return patternsOf(number as JsonSchema, where, report);
  let isWhole = true;
  const inside = understoodValue(keyword, number, where, (place, part) => {
    isWhole = false;
    report(place, part);
  });
  return isWhole || !STRICT_INSIDE.has(keyword) ? inside : undefined;
}

function understoodValue(keyword: string, value: JsonValue, where: string, report: NotUnderstood): JsonValue {
  if (['properties', 'definitions', '$defs', 'dependentSchemas'].includes(keyword))
    return mapMembers(value as JsonSchema, where, report);
  if (['enum', 'const', 'required', 'type'].includes(keyword)) return value;
  if (Array.isArray(value))
    return value.map((part, n) =>
      isJsonObject(part) ? understoodSchema(part, report, `${where}/${n}`) : part,
    );
  return isJsonObject(value) ? understoodSchema(value, report, where) : value;
}

function mapMembers(schemas: JsonSchema, where: string, report: NotUnderstood): JsonSchema {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      isJsonObject(schema)
        ? understoodSchema(schema, report, `${where}/${name}`)
        : isSchema(schema)
          ? schema
          : true,
    ]),
  );
}

/** Undefined when one of the patterns is not understood: which properties it is about is unknown then. */
function patternsOf(schemas: JsonSchema, where: string, report: NotUnderstood): JsonSchema | undefined {
  const foreign = Object.keys(schemas).find((pattern) => readPattern(pattern) === undefined);
  if (foreign !== undefined) return void report(where, foreign);
  return mapMembers(schemas, where, report);
}

/** A limit beyond a double is rounded: a number that is next to it may be the same double, so that it is included. */
function relaxedBounds(schema: JsonSchema): JsonSchema {
  const result = { ...schema };
  for (const [exclusive, inclusive] of [
    ['exclusiveMaximum', 'maximum'],
    ['exclusiveMinimum', 'minimum'],
  ] as const) {
    const bound = result[exclusive];
    if (!(bound instanceof Decimal)) continue;
    delete result[exclusive];
    result[inclusive] ??= bound;
  }
  return result;
}
