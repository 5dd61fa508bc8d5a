import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
  setMember,
  stringifyJson,
} from '@cdc-relay/singer';
import type { ColumnType } from '../column/column-type.ts';
import { encodeNested } from './nested-names.ts';
import { split } from './split.ts';

/** What a row is fitted to. */
export interface RefitTo {
  readonly types: ReadonlyMap<string, ColumnType>;
  /** These columns stay as they are: the overflow column, and those of the key. */
  readonly fixed: ReadonlySet<string>;
  readonly overflowColumn: string;
}

/**
 * A row (JSON text, a member per column) that was made for other column types: what does not fit the present ones
 * goes to the overflow column. What is there already stays: it is the exact value.
 */
export function refitRow(text: string, { types, fixed, overflowColumn }: RefitTo): string {
  const row = parseJson(text) as JsonObject;
  const stored: JsonObject = {};
  const overflow: JsonObject = {};
  for (const [column, value] of Object.entries(row)) {
    const part = fixed.has(column) || value === null ? { stored: value } : split(value, types.get(column));
    if (part.stored !== undefined) setMember(stored, column, part.stored);
    if ('overflow' in part && part.overflow !== undefined) setMember(overflow, column, part.overflow);
  }
  if (Object.keys(overflow).length > 0)
    setMember(stored, overflowColumn, merged(encodeNested(overflow), row[overflowColumn] ?? null));
  return stringifyJson(stored);
}

/** The members of both; of two values of one place the second counts. */
function merged(first: JsonValue, second: JsonValue): JsonValue {
  if (!isJsonObject(first) || !isJsonObject(second)) return second ?? first;
  const all: JsonObject = {};
  for (const [name, value] of Object.entries(first)) setMember(all, name, value);
  for (const [name, value] of Object.entries(second)) {
    const other = Object.hasOwn(first, name) ? first[name] : undefined;
    setMember(all, name, other === undefined ? value : merged(other, value));
  }
  return all;
}
