import { canonicalDecimal, Decimal, type JsonObject, type JsonValue } from '@cdc-relay/singer';
import type { ColumnType } from '../column/column-type.ts';
import type { Column, TableColumns } from '../column/table-columns.ts';
import { fits } from './fit.ts';
import { isNumeric } from './scalar.ts';

/** A value of a key column as `pg` binds it; numbers as canonical text. */
export type KeyValue = string | boolean;

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
  readonly narrow?: string;
}

/** Reads the key of a record. A key cannot overflow: what its columns cannot hold exactly is a problem. */
export function keyOf(
  record: JsonObject,
  keyProperties: readonly string[],
  columns: TableColumns,
): Key | KeyProblem {
  const values: KeyValue[] = [];
  for (const property of keyProperties) {
    const value = Object.hasOwn(record, property) ? record[property] : undefined;
    if (value === undefined || value === null)
      return { reason: `key property ${JSON.stringify(property)} is missing` };
    const column = columns.of(property);
    const bound = column === undefined ? undefined : bind(value, column.type);
    if (bound === undefined) return misfit(property, value, column);
    values.push(bound);
  }
  return { values, id: values.length === 1 ? String(values[0]) : JSON.stringify(values.map(String)) };
}

function misfit(property: string, value: JsonValue, column: Column | undefined): KeyProblem {
  const reason = `key property ${JSON.stringify(property)} does not fit its column`;
  return column?.type.kind === 'bigint' && isNumber(value) ? { reason, narrow: column.name } : { reason };
}

function isNumber(value: JsonValue): value is number | Decimal {
  return typeof value === 'number' || value instanceof Decimal;
}

/** Numbers are spelled canonically, so that 1, 1.0 and 1e0 are the same key; a TEXT column may hold number keys. */
function bind(value: JsonValue, type: ColumnType): KeyValue | undefined {
  const number =
    typeof value === 'number' || value instanceof Decimal ? canonicalDecimal(String(value)) : undefined;
  if (type.kind === 'numeric') return isNumeric(value, type.precision, type.scale) ? number : undefined;
  if (type.kind === 'text' && number !== undefined) return number;
  if (!fits(value, type)) return undefined;
  if (number !== undefined) return number;
  return typeof value === 'string' || typeof value === 'boolean' ? value : undefined;
}
