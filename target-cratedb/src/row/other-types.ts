import { isIP } from 'node:net';
import type { JsonValue } from '@cdc-relay/singer';
import { isReal } from './scalar.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * True when a column of a type that only existing tables have keeps the value. Of types that are not known here,
 * CrateDB itself decides: what it refuses overflows then.
 */
export function otherFits(
  value: JsonValue,
  { name, length }: { readonly name: string; readonly length?: number },
): boolean {
  switch (name) {
    case 'ip':
      return typeof value === 'string' && isIP(value) > 0;
    case 'uuid':
      return typeof value === 'string' && UUID.test(value);
    case 'character':
      return typeof value === 'string' && value.isWellFormed() && value.length === length;
    case 'bit':
      return typeof value === 'string' && /^[01]+$/.test(value) && value.length === length;
    case 'float_vector':
      return Array.isArray(value) && value.length === length && value.every(isReal);
    case 'geo_point':
      return false;
    default:
      return true;
  }
}

/** True for what a geo_point column takes, longitude and latitude; it keeps them in fewer bits than they have. */
export function isPoint(value: JsonValue): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [longitude, latitude] = value;
  return inRange(longitude, 180) && inRange(latitude, 90);
}

function inRange(value: JsonValue | undefined, limit: number): boolean {
  return typeof value === 'number' && Math.abs(value) <= limit;
}
