import {
  Decimal,
  holdsDecimal,
  isJsonObject,
  type JsonObject,
  type JsonSchema,
  type JsonValue,
} from '@cdc-relay/singer';
import { Ajv, type ValidateFunction } from 'ajv';

/** Checks the records of a stream against its SCHEMA; gives what is wrong, or undefined. */
export type RecordCheck = (record: JsonObject) => string | undefined;

/**
 * Compiles the check. Taps send schemas with keywords and formats of their own, so unknown ones are ignored. Throws
 * when the schema itself is not one.
 */
export function recordCheck(schema: JsonSchema): RecordCheck {
  // Own properties only: an absent attribute named `constructor` is not the one that every object inherits.
  const ajv = new Ajv({
    strict: false,
    validateFormats: false,
    validateSchema: false,
    logger: false,
    ownProperties: true,
  });
  const check = ajv.compile(schema);
  return (record) =>
    check(holdsDecimal(record) ? withDoubles(record) : record) ? undefined : explain(check);
}

function explain({ errors }: ValidateFunction): string {
  const [first] = errors ?? [];
  return first === undefined
    ? 'does not match its SCHEMA'
    : `${first.instancePath || 'the record'} ${first.message}`;
}

/** A copy in which exact decimals are doubles: what the validator knows as numbers. */
function withDoubles(value: JsonValue): unknown {
  if (value instanceof Decimal) return Number(value.literal);
  if (Array.isArray(value)) return value.map(withDoubles);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withDoubles(member)]));
}
