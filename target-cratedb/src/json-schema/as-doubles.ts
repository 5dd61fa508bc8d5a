import { Decimal, isJsonObject, type JsonValue } from '@cdc-relay/singer';

/** A copy in which exact decimals are doubles, which are what the validator knows as numbers: finite ones. */
export function asDoubles(value: JsonValue): JsonValue {
  if (value instanceof Decimal)
    return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, Number(value.literal)));
  if (Array.isArray(value)) return value.map(asDoubles);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, asDoubles(member)]));
}
