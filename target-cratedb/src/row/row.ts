import { type JsonObject, type JsonValue, setMember, stringifyJson } from '@cdc-relay/singer';
import type { TableColumns } from '../column/table-columns.ts';
import { fits } from './fit.ts';
import type { KeyPart } from './key.ts';
import type { KeyValue } from './key-value.ts';
import { encodeNested, withDeclared } from './nested-names.ts';
import { split } from './split.ts';

/** A record as its table accepts it. */
export interface Row {
  /** The row as JSON text: a member for each column that has a value. */
  readonly text: string;
  /** True when part of the record is in the overflow column alone: no column shows it. */
  readonly overflowed: boolean;
  /** Which of the table's optional columns the row has. */
  readonly optional?: readonly string[] | undefined;
}

/** The key of a record, with where it belongs. */
export interface RowKey {
  readonly parts: readonly KeyPart[];
  readonly values: readonly KeyValue[];
  /** True when the record does not hold its key's columns itself. */
  readonly isBeside: boolean;
}

/** Where overflow goes: a column, and how what overflowed (by attribute) is laid out in it. */
export interface Overflow {
  readonly column: string;
  readonly fold: (row: JsonObject, overflow: JsonObject) => JsonObject;
}

/** True when each attribute has a column of its own name that keeps its value as it is. */
export function fitsAsItIs(record: JsonObject, columns: TableColumns): boolean {
  for (const attribute in record) {
    const column = columns.of(attribute);
    if (column === undefined || column.name !== attribute) return false;
    if (!fits(record[attribute] ?? null, column.type)) return false;
  }
  return true;
}

/** Makes the row of a record that fits its table as it is. */
export function wholeRow(record: JsonObject, key: RowKey, columns: TableColumns): Row {
  const optional = optionalIn(record, columns);
  return { text: withKey(stringifyJson(record), key), overflowed: false, optional };
}

function optionalIn(row: JsonObject, { optional }: TableColumns): string[] | undefined {
  if (optional.size === 0) return undefined;
  return [...optional.keys()].filter((column) => Object.hasOwn(row, column));
}

/**
 * Makes the row of a record: what fits into columns, the rest in the overflow column, nothing dropped. `key` is the
 * record's key: key columns get its values, which `keyOf` has made fit.
 */
export function makeRow(record: JsonObject, columns: TableColumns, key: RowKey, to: Overflow): Row {
  if (fitsAsItIs(record, columns)) return wholeRow(record, key, columns);
  const row: JsonObject = {};
  const overflow: JsonObject = {};
  const inKey = key.isBeside ? [] : key.parts.map(({ source: [property] }) => property);
  let overflowed = false;
  for (const [attribute, value] of Object.entries(record)) {
    // Key columns follow below.
    if (!inKey.includes(attribute))
      overflowed = divide(attribute, value, columns, row, overflow) || overflowed;
  }
  if (!key.isBeside) setKey(row, key);
  if (Object.keys(overflow).length > 0) {
    const nested = encodeNested(to.fold(row, overflow));
    setMember(row, to.column, withDeclared(nested, columns.types.get(to.column)));
  }
  return { text: withKey(stringifyJson(row), key), overflowed, optional: optionalIn(row, columns) };
}

/** Returns true when a part overflows that the column does not show. */
function divide(
  attribute: string,
  value: JsonValue,
  columns: TableColumns,
  row: JsonObject,
  overflow: JsonObject,
): boolean {
  const column = columns.of(attribute);
  // At the top level a missing attribute and null are the same NULL, unless a missing one has a DEFAULT.
  if (value === null && !columns.optional.has(column?.name ?? '')) return false;
  const part = split(value, column?.type);
  if (column !== undefined && part.stored !== undefined) setMember(row, column.name, part.stored);
  if (part.overflow !== undefined) setMember(overflow, attribute, part.overflow);
  return part.overflow !== undefined && !part.shown;
}

/** Puts the key's columns in front of a row that lacks them. */
function withKey(text: string, key: RowKey): string {
  if (!key.isBeside) return text;
  const columns: JsonObject = {};
  setKey(columns, key);
  const head = stringifyJson(columns);
  return text === '{}' ? head : `${head.slice(0, -1)},${text.slice(1)}`;
}

function setKey(row: JsonObject, { parts, values }: RowKey): void {
  for (const [index, { path }] of parts.entries()) {
    const [column, member] = path;
    const value = values[index] ?? null;
    if (member === undefined) setMember(row, column, value);
    else setMember(row, column, { ...(row[column] as JsonObject | undefined), [member]: value });
  }
}
