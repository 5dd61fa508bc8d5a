import { canonicalDecimal, Decimal, isJsonObject, type JsonObject, type JsonValue } from '@cdc-relay/singer';
import type { ColumnPath, ColumnType } from '../column/column-type.ts';
import type { TableColumns } from '../column/table-columns.ts';
import { readDateTime } from './date-time.ts';
import { fits } from './fit.ts';
import { numericText } from './scalar.ts';

/** A value of a key column as `pg` binds it; numbers as canonical text. */
export type KeyValue = string | boolean;

/** One part of a table's key. */
export interface KeyPart {
  /** Where a record has it: a property, or a member of one. */
  readonly source: ColumnPath;
  /** Where the table has it: a column, or a member of one. */
  readonly path: ColumnPath;
}

/** The key of a record. */
export interface Key {
  /** One value per key column, in the order of the key. */
  readonly values: readonly KeyValue[];
  /** The same text for the same key and for no other. */
  readonly id: string;
}

/** A record whose key its table cannot hold: `reason` says which part and why. */
export interface KeyProblem {
  readonly reason: string;
  /** The BIGINT column that would hold the key if it were TEXT. */
  readonly narrow?: ColumnPath;
}

/** Reads the key of a record. A key cannot overflow: what its columns cannot hold exactly is a problem. */
export function keyOf(
  record: JsonObject,
  parts: readonly KeyPart[],
  columns: TableColumns,
): Key | KeyProblem {
  const values: KeyValue[] = [];
  for (const { source, path } of parts) {
    const value = valueAt(record, source);
    if (value === undefined || value === null)
      return { reason: `key property ${JSON.stringify(source.join('.'))} is missing` };
    const type = columns.typeAt(path);
    const bound = type === undefined ? undefined : bind(value, type);
    if (bound === undefined) return misfit(source, path, value, type);
    values.push(bound);
  }
  return makeKey(values);
}

/** A key of these values. */
export function makeKey(values: readonly KeyValue[]): Key {
  return { values, id: values.length === 1 ? String(values[0]) : JSON.stringify(values.map(String)) };
}

function valueAt(record: JsonObject, source: ColumnPath): JsonValue | undefined {
  let value: JsonValue | undefined = record;
  for (const name of source)
    value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

function misfit(
  source: ColumnPath,
  path: ColumnPath,
  value: JsonValue,
  type: ColumnType | undefined,
): KeyProblem {
  const reason = `key property ${JSON.stringify(source.join('.'))} does not fit its column`;
  return type?.kind === 'bigint' && isNumber(value) ? { reason, narrow: path } : { reason };
}

function isNumber(value: JsonValue): value is number | Decimal {
  return typeof value === 'number' || value instanceof Decimal;
}

/** Numbers are spelled canonically, so that 1, 1.0 and 1e0 are the same key; a TEXT column may hold number keys. */
function bind(value: JsonValue, type: ColumnType): KeyValue | undefined {
  const number = isNumber(value) ? canonicalDecimal(String(value)) : undefined;
  if (type.kind === 'numeric') return numericText(value, type.precision, type.scale);
  if (type.kind === 'timestamp') return instantOf(value);
  if (type.kind === 'text' && number !== undefined) return number;
  if (!fits(value, type)) return undefined;
  if (number !== undefined) return number;
  return typeof value === 'string' || typeof value === 'boolean' ? value : undefined;
}

/** One instant is one key, however it is spelled; more than milliseconds would make two keys one. */
function instantOf(value: JsonValue): string | undefined {
  const time = readDateTime(value);
  return time?.isExact ? time.text : undefined;
}

/** The id of a row's key as CrateDB answers it, equal to the one that `keyOf` gives its record. */
export function rowKeyId(values: readonly unknown[], types: readonly (ColumnType | undefined)[]): string {
  return makeKey(values.map((value, index) => spell(value, types[index]))).id;
}

function spell(value: unknown, type: ColumnType | undefined): string {
  if (value instanceof Date) return value.toISOString();
  return type?.kind === 'text' ? String(value) : (canonicalDecimal(String(value)) ?? String(value));
}
