import { type ColumnType, scalar } from '../types/column-type.ts';
import { crateName } from '../types/type-names.ts';
import { isNumber, type Json } from './json.ts';
import { Misfit } from './misfit.ts';
import { isInteger } from './numbers.ts';

/**
 * The type that a new member of a dynamic object gets for its first value. Undefined when the value shows
 * nothing (null, or an array of nothing); a Misfit when an array's elements differ. An object's members come
 * when the object itself is cast.
 */
export function inferType(value: Json): ColumnType | undefined {
  if (value === null) return undefined;
  if (typeof value === 'boolean') return scalar('boolean');
  if (typeof value === 'string') return scalar('text');
  if (isNumber(value)) return scalar(isInteger(value.value) ? 'bigint' : 'double precision');
  if (!Array.isArray(value)) return { kind: 'object', policy: 'dynamic', members: new Map() };
  return inferArray(value);
}

function inferArray(elements: readonly Json[]): ColumnType | undefined {
  const types = elements.map(inferType).filter((type) => type !== undefined);
  const [of] = types;
  if (of === undefined) return undefined;
  if (types.some((type) => crateName(type) !== crateName(of))) throw new Misfit('mixed array');
  return { kind: 'array', of };
}
