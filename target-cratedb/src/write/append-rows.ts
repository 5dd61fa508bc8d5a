import { ROW_ID_COLUMN } from '../column/table-columns.ts';
import type { Run } from '../connection/database.ts';
import { insertRows, refreshTable, selectPresent, type TableShape } from '../sql/dml.ts';
import { encodeRowArray } from '../sql/row-array.ts';
import type { Operation } from './batch.ts';

/** Appends the rows that are not there yet; returns those that are there then. */
export async function appendRows(
  shape: TableShape,
  operations: readonly Operation[],
  run: Run,
): Promise<Operation[]> {
  const missing = await unwritten(shape, operations, run);
  await run(insertRows(shape), [encodeRowArray(missing.map(({ row }) => row))]);
  const refused = new Set(await unwritten(shape, missing, run));
  return operations.filter((operation) => !refused.has(operation));
}

/** The rows, of a table without a key, that are not there yet. */
export async function unwritten(
  { name }: TableShape,
  operations: readonly Operation[],
  run: Run,
): Promise<readonly Operation[]> {
  await run(refreshTable(name));
  const ids = operations.map(({ key }) => key.id);
  const { rows } = await run(selectPresent(name, ROW_ID_COLUMN), [ids]);
  const present = new Set(rows.map(({ id }) => id));
  return operations.filter(({ key }) => !present.has(key.id));
}
