import { Decimal } from './decimal.ts';
import type { JsonValue } from './value.ts';

/** Writes a value as JSON text; a `Decimal` becomes a number literal with every digit. */
export function stringifyJson(value: JsonValue): string {
  const before = Decimal.met;
  const text = JSON.stringify(value);
  return Decimal.met === before ? text : write(value);
}

/** True when a `Decimal` is anywhere inside. */
export function holdsDecimal(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof Decimal) return true;
  if (Array.isArray(value)) return value.some(holdsDecimal);
  for (const name in value) {
    const member = value[name];
    if (member !== undefined && holdsDecimal(member)) return true;
  }
  return false;
}

function write(value: JsonValue): string {
  if (value instanceof Decimal) return value.literal;
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    // As JSON.stringify does, for objects that no JSON was parsed to.
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `${JSON.stringify(name)}:${write(member)}`);
  return `{${members.join(',')}}`;
}
