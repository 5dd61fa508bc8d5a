import { isIP, isIPv4 } from 'node:net';
import type { JsonValue } from '@cdc-relay/singer';
import { isReal } from './scalar.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A type that only existing tables have. */
interface OtherType {
  readonly name: string;
  readonly length?: number;
}

/** True when a column of such a type keeps the value exactly as it is. */
export function otherFits(value: JsonValue, { name, length }: OtherType): boolean {
  switch (name) {
    case 'ip':
      return typeof value === 'string' && isIPv4(value);
    case 'uuid':
      return typeof value === 'string' && UUID.test(value);
    case 'character':
      return typeof value === 'string' && value.isWellFormed() && value.length === length;
    case 'float_vector':
      return Array.isArray(value) && value.length === length && value.every(isReal);
    default:
      return false;
  }
}

/**
 * True when a column of such a type may show the value, though in another form: IPv6 shortened, bits as `B'01'`, a shape
 * as GeoJSON, a point in fewer digits. Of types that are not known here, CrateDB itself decides.
 */
export function mayShow(value: JsonValue, { name, length }: OtherType): boolean {
  switch (name) {
    case 'ip':
      return typeof value === 'string' && isIP(value) > 0 && !value.includes('%');
    case 'uuid':
      return typeof value === 'string' && UUID.test(value.toLowerCase());
    case 'bit':
      return typeof value === 'string' && /^[01]+$/.test(value) && value.length === length;
    case 'geo_point':
      return isPoint(value);
    case 'character':
    case 'float_vector':
      return false;
    default:
      return true;
  }
}

/** Longitude and latitude. */
function isPoint(value: JsonValue): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [longitude, latitude] = value;
  return inRange(longitude, 180) && inRange(latitude, 90);
}

function inRange(value: JsonValue | undefined, limit: number): boolean {
  return typeof value === 'number' && Math.abs(value) <= limit;
}
