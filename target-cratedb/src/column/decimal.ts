import { canonicalDecimal, Decimal, isJsonObject, type JsonSchema, type JsonValue } from '@cdc-relay/singer';
import type { ColumnType } from './column-type.ts';

/** CrateDB's most exact NUMERIC. */
const MAX_DIGITS = 38;

/**
 * The NUMERIC type that a schema asks for by one of the ways that taps have: `format: singer.decimal` with precision
 * and scale, or `multipleOf` (its digits after the point are the scale). Undefined when the scale is not declared.
 */
export function decimalFromSchema(schema: JsonSchema): ColumnType | undefined {
  const { precision, scale } = schema.format === 'singer.decimal' ? declared(schema) : multiple(schema);
  if (scale === undefined || scale < 0 || scale > MAX_DIGITS) return undefined;
  const digits = precision === undefined || precision < Math.max(scale, 1) ? MAX_DIGITS : precision;
  return { kind: 'numeric', precision: Math.min(digits, MAX_DIGITS), scale };
}

interface Digits {
  readonly precision?: number | undefined;
  readonly scale?: number | undefined;
}

/** `precision` and `scale`, or `"scale_precision": "(38,9)"`, also inside `additionalProperties`. */
function declared(schema: JsonSchema): Digits {
  const inner = isJsonObject(schema.additionalProperties) ? schema.additionalProperties : {};
  const pair = schema.scale_precision ?? inner.scale_precision;
  const match = typeof pair === 'string' ? /^\((\d+), ?(\d+)\)$/.exec(pair) : null;
  if (match !== null) return { precision: Number(match[1]), scale: Number(match[2]) };
  return { precision: count(schema.precision), scale: count(schema.scale) };
}

function multiple(schema: JsonSchema): Digits {
  const unit = plainDigits(schema.multipleOf);
  if (unit === undefined) return {};
  const scale = unit.split('.')[1]?.length ?? 0;
  const largest = plainDigits(schema.maximum) ?? plainDigits(schema.exclusiveMaximum);
  const whole = largest?.split('.')[0]?.length;
  return { scale, precision: whole === undefined ? undefined : whole + scale };
}

function count(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}

function plainDigits(value: JsonValue | undefined): string | undefined {
  if (typeof value !== 'number' && !(value instanceof Decimal)) return undefined;
  const text = canonicalDecimal(String(value));
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) && text !== '0' ? text : undefined;
}
