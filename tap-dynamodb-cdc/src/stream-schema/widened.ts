import type { JsonSchema } from '@cdc-relay/singer';
import { schemaOf, shapeFrom } from './json-schema.ts';
import { ARRAY, addKind, BOOLEAN, INTEGER, NUMBER, OBJECT, type Shape, STRING } from './shape.ts';

const KEYWORDS = new Set(['type', 'items', 'properties', 'additionalProperties']);
const KINDS = [BOOLEAN, INTEGER, NUMBER, STRING, ARRAY, OBJECT];

/**
 * A schema that covers an expected one and what was learned since. An expected schema that says more than learning
 * would (a format, alternatives) is somebody's own and stays as it is.
 */
export function widened(expected: JsonSchema, learned: JsonSchema): JsonSchema {
  const [shape, lesson] = [shapeFrom(expected), shapeFrom(learned)];
  if (shape === undefined || lesson === undefined || !isLearnable(expected)) return expected;
  merge(shape, lesson);
  return schemaOf(shape, isNullable(expected) || isNullable(learned));
}

/** True for a schema of the keywords that learning uses. */
function isLearnable(schema: JsonSchema): boolean {
  return Object.keys(schema).every((keyword) => KEYWORDS.has(keyword));
}

function isNullable({ type }: JsonSchema): boolean {
  return Array.isArray(type) && type.includes('null');
}

/** Widens `into` by everything that `from` has seen. */
function merge(into: Shape, from: Shape): void {
  for (const kind of KINDS) if ((from.kinds & kind) !== 0) addKind(into, kind);
  if (from.elements !== undefined) {
    if (into.elements === undefined) into.elements = from.elements;
    else merge(into.elements, from.elements);
  }
  into.freeForm ||= from.freeForm;
  if (into.freeForm) into.members = undefined;
  else mergeMembers(into, from);
}

function mergeMembers(into: Shape, from: Shape): void {
  for (const [name, member] of from.members ?? []) {
    into.members ??= new Map();
    const known = into.members.get(name);
    if (known === undefined) into.members.set(name, member);
    else merge(known, member);
  }
}
