import type { JsonObject } from '@cdc-relay/singer';
import { TABLE_VERSION_COLUMN } from '../column/metadata-columns.ts';
import { DELETED_COLUMN, ORDER_COLUMN, TOMBSTONE_COLUMN, VERSION_COLUMN } from '../column/table-columns.ts';
import type { TablePlan } from './plan.ts';

/** Columns about the row that a tombstone keeps. */
const KEPT = new Set([VERSION_COLUMN, ORDER_COLUMN, DELETED_COLUMN, TABLE_VERSION_COLUMN]);

/** What is left of a deleted item, by columns; the rest of its row becomes NULL. Its retention begins now. */
export function tombstoneRow(
  { keys, arrange, attributesIn }: TablePlan,
  record: JsonObject,
  now: Date = new Date(),
): JsonObject {
  const inKey = new Set(keys.map(({ source: [property] }) => property));
  const kept = Object.entries(record).filter(([name]) => inKey.has(name) || KEPT.has(name));
  const columns = Object.entries(arrange(Object.fromEntries(kept)));
  const others = columns.filter(([column]) => column !== attributesIn);
  return { ...Object.fromEntries(others), [TOMBSTONE_COLUMN]: now.toISOString() };
}
