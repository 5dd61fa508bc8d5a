import { isJsonObject, type JsonValue } from '@cdc-relay/singer';

const DIGITS = /^\d+$/;

/**
 * True for a value with a member, at any depth, whose name is digits only and whose value is null. Inside an array of
 * objects CrateDB 6.4 stores such a member by its name, and reads that as the number of one of the table's columns: the
 * member comes back under another name, or not at all.
 */
export function holdsNumberedNull(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.some(holdsNumberedNull);
  if (!isJsonObject(value)) return false;
  for (const name in value) {
    const member = value[name] ?? null;
    if (member === null ? DIGITS.test(name) : holdsNumberedNull(member)) return true;
  }
  return false;
}
