import { canonicalDecimal, isJsonObject, type JsonObject, type JsonValue } from '@cdc-relay/singer';
import type { ColumnPath, ColumnType } from '../column/column-type.ts';
import { canBecomeText, type Spelling } from '../column/key-type.ts';
import type { TableColumns } from '../column/table-columns.ts';
import { fitsAsText, type KeyValue, keyValue, textOf } from './key-value.ts';

/** The types whose values are numbers, which have one spelling as keys. */
const NUMBERS = new Set<ColumnType['kind']>(['bigint', 'integer', 'double', 'real', 'numeric']);

/** One part of a table's key. */
export interface KeyPart {
  /** Where a record has it: a property, or a member of one. */
  readonly source: ColumnPath;
  /** Where the table has it: a column, or a member of one. */
  readonly path: ColumnPath;
  /** How its texts are spelled, where the SCHEMA says that one value has several spellings. */
  readonly spelling?: Spelling | undefined;
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
  /** The column that would hold the key if it were TEXT. */
  readonly narrow?: ColumnPath;
}

/** Reads the key of a record. A key cannot overflow: what its columns cannot hold exactly is a problem. */
export function keyOf(
  record: JsonObject,
  parts: readonly KeyPart[],
  columns: TableColumns,
): Key | KeyProblem {
  const values: KeyValue[] = [];
  for (const part of parts) {
    const { source, path, spelling } = part;
    const value = valueAt(record, source);
    if (value === undefined || value === null)
      return { reason: `key property ${JSON.stringify(source.join('.'))} is missing` };
    const type = columns.typeAt(path);
    const bound = type === undefined ? undefined : keyValue(value, type, spelling);
    if (bound === undefined) return misfit(part, value, type);
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

function misfit({ source, path }: KeyPart, value: JsonValue, type: ColumnType | undefined): KeyProblem {
  const reason = `key property ${JSON.stringify(source.join('.'))} does not fit its column`;
  return type !== undefined && canBecomeText(type) && fitsAsText(value)
    ? { reason, narrow: path }
    : { reason };
}

/** The record with the texts of its key in the one spelling that they have in the table. */
export function withSpelledKeys(record: JsonObject, parts: readonly KeyPart[]): JsonObject {
  const spelled = parts.flatMap(({ source: [property], spelling }) => {
    const value = record[property];
    const text = typeof value === 'string' && spelling !== undefined ? textOf(value, spelling) : value;
    return text === value || text === undefined ? [] : [[property, text] as const];
  });
  return spelled.length === 0 ? record : { ...record, ...Object.fromEntries(spelled) };
}

/** The id of a row's key as CrateDB answers it, equal to the one that `keyOf` returns for its record. */
export function rowKeyId(values: readonly unknown[], types: readonly (ColumnType | undefined)[]): string {
  return makeKey(values.map((value, index) => spell(value, types[index]))).id;
}

function spell(value: unknown, type: ColumnType | undefined): string {
  if (value instanceof Date) return value.toISOString();
  const isNumber = type !== undefined && NUMBERS.has(type.kind);
  return (isNumber ? canonicalDecimal(String(value)) : undefined) ?? String(value);
}
