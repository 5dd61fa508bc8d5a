import type { TableShape } from '../sql/dml.ts';
import type { Operation } from './batch.ts';

/** In narrower tables there is nothing to save. */
const MANY_COLUMNS = 100;

/** This many rows show whether rows have most of the columns. */
const SAMPLE = 50;

/** Rows that are written by one statement, and the columns that an insert of them names when they are new. */
export interface SparseRows {
  readonly operations: readonly Operation[];
  readonly sparse: TableShape;
}

/**
 * Divides the rows of a wide table so that those of a statement have few different columns. CrateDB's time for an insert
 * grows with rows times columns: a thousand rows with an attribute of their own each take seconds as one statement. Columns
 * are named where leaving them out would not mean NULL.
 */
export function sparseRows(shape: TableShape, operations: readonly Operation[]): SparseRows[] {
  const omittable = new Set(shape.omittable);
  const whole = [{ operations, sparse: shape }];
  if (shape.columns.length < MANY_COLUMNS) return whole;
  const sample = new Set(operations.slice(0, SAMPLE).flatMap((operation) => columnsOf(operation, omittable)));
  if (sample.size > omittable.size / 2) return whole;
  return slices(operations, omittable).map(({ rows, present }) => ({
    operations: rows,
    sparse: {
      ...shape,
      columns: shape.columns.filter((column) => !omittable.has(column) || present.has(column)),
    },
  }));
}

interface Slice {
  readonly rows: Operation[];
  readonly present: Set<string>;
  widest: number;
}

/** A slice ends before the row with which its columns would be many, and more than twice those of any of its rows. */
function slices(operations: readonly Operation[], omittable: ReadonlySet<string>): Slice[] {
  const all: Slice[] = [];
  let slice: Slice | undefined;
  for (const operation of operations) {
    const columns = columnsOf(operation, omittable);
    const widest = Math.max(slice?.widest ?? 0, columns.length);
    const { present } = slice ?? { present: new Set() };
    const added = columns.filter((column) => !present.has(column)).length;
    if (slice === undefined || present.size + added > Math.max(MANY_COLUMNS, 2 * widest)) {
      slice = { rows: [], present: new Set(), widest: 0 };
      all.push(slice);
    }
    slice.rows.push(operation);
    for (const column of columns) slice.present.add(column);
    slice.widest = Math.max(slice.widest, columns.length);
  }
  return all;
}

function columnsOf({ row }: Operation, omittable: ReadonlySet<string>): string[] {
  return Object.keys(JSON.parse(row) as object).filter((column) => omittable.has(column));
}
