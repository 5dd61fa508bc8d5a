import type { ArrayType, Column, ColumnType, ObjectType, ScalarType } from '../types/column-type.ts';
import { crateName } from '../types/type-names.ts';
import { parseArrayText } from './array-text.ts';
import { inferType } from './infer.ts';
import { isNumber, isObject, type Json, jsonText, parseJson } from './json.ts';
import { Misfit } from './misfit.ts';
import { doubleJson, isInteger } from './numbers.ts';
import { toScalar } from './scalars.ts';

/** Adds a member that a value has brought to a dynamic object; throws Misfit when it cannot be added. */
export type Learn = (object: ObjectType, name: string, type: ColumnType) => Column;

const MAX_INDEXED = 32_766;
const LONG = 2n ** 63n;

/**
 * Casts a JSON value to a column's type as CrateDB 6.4 casts the members of an unnested object, and throws
 * Misfit where CrateDB drops the row. Times become milliseconds.
 */
export function coerce(value: Json, column: Pick<Column, 'type' | 'indexed'>, learn: Learn): Json {
  const { type, indexed } = column;
  if (value === null) return null;
  if (type.kind === 'array') return coerceArray(value, type, indexed, learn);
  if (type.kind === 'object') return coerceObject(value, type, learn);
  const scalar = coerceScalar(value, type);
  const isTooLong = indexed && typeof scalar === 'string' && Buffer.byteLength(scalar) > MAX_INDEXED;
  if (isTooLong) throw new Misfit(`an indexed text holds at most ${MAX_INDEXED} bytes`);
  return scalar;
}

function coerceScalar(value: Json, type: ScalarType): Json {
  try {
    return toScalar(value, type);
  } catch (error) {
    throw error instanceof Misfit ? cannotCast(value, type) : error;
  }
}

function cannotCast(value: Json, type: ColumnType): Misfit {
  const shown = typeof value === 'string' ? value : jsonText(value);
  return new Misfit(`Cannot cast value \`${shown}\` to type \`${crateName(type)}\``);
}

function coerceArray(value: Json, type: ArrayType, indexed: boolean, learn: Learn): Json {
  const elements = typeof value === 'string' ? parseArrayText(value) : value;
  if (!Array.isArray(elements)) throw cannotCast(value, type);
  return elements.map((element) => coerce(element, { type: type.of, indexed }, learn));
}

function coerceObject(value: Json, type: ObjectType, learn: Learn): Json {
  const object = typeof value === 'string' ? parseJson(value) : value;
  if (!isObject(object)) throw cannotCast(value, type);
  return Object.fromEntries(
    Object.entries(object).map(([name, member]) => [name, coerceMember(name, member, type, learn)]),
  );
}

function coerceMember(name: string, value: Json, object: ObjectType, learn: Learn): Json {
  const known = object.members.get(name);
  if (known !== undefined) return coerce(value, known, learn);
  if (object.policy === 'strict') throw new Misfit(`Cannot add column \`${name}\` to strict object`);
  if (object.policy === 'ignored') return asIs(value);
  const type = inferType(value);
  return type === undefined ? value : coerce(value, learn(object, name, type), learn);
}

/** What an ignored member keeps: everything, but numbers only as far as 64-bit integers and doubles go. */
function asIs(value: Json): Json {
  if (Array.isArray(value)) return value.map(asIs);
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, asIs(each)]));
  if (!isNumber(value)) return value;
  if (!isInteger(value.value)) return doubleJson(Number(value.value));
  const integer = BigInt(value.value);
  if (integer >= LONG || integer < -LONG) throw new Misfit('beyond 64 bits');
  return value;
}
