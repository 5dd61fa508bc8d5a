import pg from 'pg';
import type { Run } from '../connection/database.ts';
import { errorKind } from '../connection/error-kind.ts';
import { insertRow, type TableShape } from '../sql/dml.ts';
import { encodeRowArray } from '../sql/row-array.ts';
import type { Operation } from './batch.ts';

/** The number of rows that a statement wrote; 0 when CrateDB refuses the statement for a row. */
export async function rowsWritten(
  insert: string,
  operations: readonly Operation[],
  run: Run,
): Promise<number> {
  try {
    const { rowCount } = await run(insert, [encodeRowArray(operations.map(({ row }) => row))]);
    return rowCount;
  } catch (error) {
    errorOfRows(error);
    return 0;
  }
}

/** Writes one row, by statements that each have a part of its columns. Returns why CrateDB does not accept it. */
export async function tryRow(
  shapes: readonly TableShape[],
  row: string,
  run: Run,
): Promise<Error | undefined> {
  try {
    for (const shape of shapes) {
      const { rowCount } = await run(insertRow(shape), [row]);
      if (rowCount !== 1) return new Error('CrateDB states no reason');
    }
    return undefined;
  } catch (error) {
    return errorOfRows(error);
  }
}

/** The error, when it may be the fault of a row; throws it when it is not. */
export function errorOfRows(error: unknown): Error {
  const kind = errorKind(error);
  if (error instanceof pg.DatabaseError && (kind === 'value' || kind === 'null' || kind === 'unclear'))
    return error;
  throw error;
}
