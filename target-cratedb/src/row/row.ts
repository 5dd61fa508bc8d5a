import { type JsonObject, type JsonValue, setMember, stringifyJson } from '@cdc-relay/singer';
import { OVERFLOW_COLUMN, type TableColumns } from '../column/table-columns.ts';
import { fits } from './fit.ts';
import type { KeyValue } from './key.ts';
import { split } from './split.ts';

/** A record as its table takes it. */
export interface Row {
  /** The row as JSON text: a member for each column that has a value. */
  readonly text: string;
  /** True when part of the record stands in the overflow column. */
  readonly overflowed: boolean;
}

/** The key of a record with the names of its properties. */
export interface RowKey {
  readonly properties: readonly string[];
  readonly values: readonly KeyValue[];
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

/**
 * Makes the row of a record: what fits into columns, the rest in the overflow column, nothing dropped. `key` is the
 * record's key and its properties: key columns get its values, which `keyOf` has made fit.
 */
export function makeRow(record: JsonObject, columns: TableColumns, key: RowKey | undefined): Row {
  if (fitsAsItIs(record, columns)) return { text: stringifyJson(record), overflowed: false };
  const row: JsonObject = {};
  const overflow: JsonObject = {};
  for (const [attribute, value] of Object.entries(record)) {
    // At the top level a missing attribute and null are the same NULL; key columns follow below.
    if (value !== null && !key?.properties.includes(attribute))
      divide(attribute, value, columns, row, overflow);
  }
  key?.properties.forEach((property, index) => {
    setMember(row, columns.of(property)?.name ?? property, key.values[index] ?? null);
  });
  const overflowed = Object.keys(overflow).length > 0;
  if (overflowed) setMember(row, OVERFLOW_COLUMN, overflow);
  return { text: stringifyJson(row), overflowed };
}

function divide(
  attribute: string,
  value: JsonValue,
  columns: TableColumns,
  row: JsonObject,
  overflow: JsonObject,
): void {
  const column = columns.of(attribute);
  const part = split(value, column?.type);
  if (column !== undefined && part.stored !== undefined) setMember(row, column.name, part.stored);
  if (part.overflow !== undefined) setMember(overflow, attribute, part.overflow);
}
