import type { TableShape } from '../sql/dml.ts';

/** A row that is only marked as deleted keeps its attributes: the key and the columns about the row are written. */
export function softDeletedColumns({ columns, keys }: TableShape, overflowColumn: string): string[] {
  return columns.filter(
    (column) =>
      keys.some(([key]) => key === column) || (column.startsWith('_sdc_') && column !== overflowColumn),
  );
}
