import { isJsonObject, type JsonSchema, type JsonValue } from '@cdc-relay/singer';

/** Keywords whose value is a schema or an array of schemas. */
const SCHEMAS = [
  'items',
  'additionalItems',
  'additionalProperties',
  'prefixItems',
  'contains',
  'not',
  'if',
  'then',
  'else',
  'anyOf',
  'oneOf',
  'allOf',
  'propertyNames',
  'unevaluatedItems',
  'unevaluatedProperties',
];

/** Keywords whose value is an object of schemas under names. */
const NAMED_SCHEMAS = ['properties', 'patternProperties', 'definitions', '$defs', 'dependentSchemas'];

/**
 * A schema of draft 4 (or one that mixes drafts) in the words of later drafts: boolean `exclusiveMinimum` and
 * `exclusiveMaximum`, `required` as an array. Identifiers (`id`, `$id`) and `$schema` go, as references within the
 * schema need none and taps repeat them.
 */
export function modernSchema(schema: JsonSchema): JsonSchema {
  const { id, $id, $schema, ...rest } = schema;
  const copy: JsonSchema = { ...rest };
  exclusive(copy, 'minimum', 'exclusiveMinimum');
  exclusive(copy, 'maximum', 'exclusiveMaximum');
  if (!Array.isArray(copy.required)) delete copy.required;
  for (const keyword of SCHEMAS)
    if (Object.hasOwn(copy, keyword)) copy[keyword] = modernValue(copy[keyword] ?? null);
  for (const keyword of NAMED_SCHEMAS) {
    const named = copy[keyword];
    if (isJsonObject(named)) copy[keyword] = modernMembers(named);
  }
  return copy;
}

function modernMembers(schemas: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, modernValue(schema)]));
}

function modernValue(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(modernValue);
  return isJsonObject(value) ? modernSchema(value) : value;
}

/** Draft 4 says with a boolean that the limit itself is excluded. */
function exclusive(schema: JsonSchema, limit: string, keyword: string): void {
  if (typeof schema[keyword] !== 'boolean') return;
  const value = schema[limit];
  if (schema[keyword] === true && value !== undefined) {
    schema[keyword] = value;
    delete schema[limit];
  } else {
    delete schema[keyword];
  }
}
