import type { ScalarType } from '../types/column-type.ts';
import { javaText } from './java-number.ts';
import { isNumber, isObject, type Json, jsonText } from './json.ts';
import { Misfit } from './misfit.ts';
import { isInteger, toDouble, toInteger, toNumeric, toReal } from './numbers.ts';
import { toTimestamp } from './times.ts';

const TRUE = ['t', 'true', 'y', 'yes', 'on', '1'];
const FALSE = ['f', 'false', 'n', 'no', 'off', '0'];

/** Casts a JSON value to a scalar type as CrateDB 6.4 does; throws Misfit where CrateDB drops the row. */
export function toScalar(value: Json, { name, precision = 0, scale = 0, length }: ScalarType): Json {
  switch (name) {
    case 'text':
      return fitted(toText(value), length);
    case 'bigint':
    case 'integer':
    case 'smallint':
    case 'byte':
      return toInteger(value, name);
    case 'double precision':
      return toDouble(value);
    case 'real':
      return toReal(value);
    case 'numeric':
      return toNumeric(value, precision, scale);
    case 'boolean':
      return toBoolean(value);
    case 'timestamp with time zone':
      return toTimestamp(value);
  }
}

function toText(value: Json): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (isNumber(value)) return isInteger(value.value) ? value.value : javaText(Number(value.value));
  if (isObject(value)) return jsonText(value);
  throw new Misfit('no text');
}

/** CrateDB cuts blanks that are too many, nothing else. */
function fitted(text: string, length = Number.POSITIVE_INFINITY): string {
  if (text.length <= length) return text;
  if (text.slice(length).trim() === '') return text.slice(0, length);
  throw new Misfit('too long');
}

function toBoolean(value: Json): boolean {
  if (typeof value === 'boolean') return value;
  if (isNumber(value)) return Number(value.value) !== 0;
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  if (!TRUE.includes(word) && !FALSE.includes(word)) throw new Misfit('no boolean');
  return TRUE.includes(word);
}
