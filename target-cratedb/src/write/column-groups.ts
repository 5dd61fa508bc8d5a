import type { TableShape } from '../sql/dml.ts';
import type { Operation } from './batch.ts';

/** Rows that are written by one statement: its columns are in `shape`. */
export interface ColumnGroup {
  readonly shape: TableShape;
  readonly operations: readonly Operation[];
}

/** Divides rows by which of the columns without NULL they have: a column is not written where a row lacks it. */
export function columnGroups(shape: TableShape, operations: readonly Operation[]): ColumnGroup[] {
  const { required = [] } = shape;
  if (required.length === 0) return [{ shape, operations }];
  const groups = new Map<string, Operation[]>();
  for (const operation of operations) {
    const id = JSON.stringify(required.filter((column) => operation.optional?.includes(column)));
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [operation]);
    else group.push(operation);
  }
  return [...groups].map(([id, members]) => ({
    shape: withOnly(shape, JSON.parse(id)),
    operations: members,
  }));
}

function withOnly(shape: TableShape, present: readonly string[]): TableShape {
  const left = new Set(shape.required?.filter((column) => !present.includes(column)));
  return { ...shape, columns: shape.columns.filter((column) => !left.has(column)) };
}
