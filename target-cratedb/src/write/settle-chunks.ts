import { ProgramError } from '@cdc-relay/singer';
import type { Database, Run } from '../connection/database.ts';
import { withoutValues } from '../connection/without-values.ts';
import { rowKeyId } from '../row/key.ts';
import { withoutShown } from '../row/without-shown.ts';
import { insertRows, returningRows, type TableShape } from '../sql/dml.ts';
import { shapesThatFit } from '../sql/fit-statement.ts';
import { quoteTable } from '../sql/quote.ts';
import { encodeRowArray } from '../sql/row-array.ts';
import type { Table } from '../table/table.ts';
import { appendRows } from './append-rows.ts';
import { type Operation, versionOf } from './batch.ts';
import type { ColumnGroup } from './column-groups.ts';
import { errorOfRows, tryRow } from './row-statements.ts';
import { EveryRowRefused, type Refusal, settleRows } from './settle-rows.ts';
import { compareVersions, type Version, versionIn } from './version.ts';

/** Where rows go. */
export interface Settling {
  readonly db: Database;
  readonly table: Table;
  /** The rows that are there already keep their other columns. */
  readonly isPartial: boolean;
  /** Operations that turned out to be older than their rows are noted here: they count as written. */
  readonly stale: Set<Operation>;
}

/**
 * Finds the rows of chunks that CrateDB does not accept; all others are written. A chunk of which every row is refused is
 * judged by the others: one row that is accepted makes it a matter of rows. `isWitnessed`: a row of the batch was
 * accepted. Throws CRATEDB_REFUSED when none is.
 */
export async function settleChunks(
  settling: Settling,
  chunks: readonly ColumnGroup[],
  isWitnessed: boolean,
  run: Run,
): Promise<Refusal[]> {
  const refused: Refusal[] = [];
  const unsettled: { readonly chunk: ColumnGroup; readonly error: EveryRowRefused }[] = [];
  let witnessed = isWitnessed;
  // The chunks with most rows first: they most likely have one that is accepted.
  for (const chunk of chunks.toSorted((a, b) => b.operations.length - a.operations.length)) {
    const found = await settle(settling, chunk, witnessed, run);
    if (found instanceof EveryRowRefused) {
      unsettled.push({ chunk, error: found });
      continue;
    }
    witnessed ||= found.length < chunk.operations.length;
    refused.push(...found);
  }
  for (const { chunk, error } of unsettled) {
    const found = witnessed ? await settle(settling, chunk, witnessed, run) : error;
    if (found instanceof EveryRowRefused) throw noRowAccepted(chunk, found);
    refused.push(...found);
  }
  return refused;
}

async function settle(
  settling: Settling,
  { shape, operations }: ColumnGroup,
  witnessed: boolean,
  run: Run,
): Promise<Refusal[] | EveryRowRefused> {
  const shapes = shapesThatFit(shape);
  const forms = {
    together: async (rows: readonly Operation[]) => await writeTogether(settling, shapes, rows, run),
    alone: async (operation: Operation) => await writeAlone(settling, shapes, operation, run),
  };
  try {
    return await settleRows(forms, operations, witnessed);
  } catch (error) {
    if (error instanceof EveryRowRefused) return error;
    throw error;
  }
}

async function writeTogether(
  settling: Settling,
  shapes: readonly TableShape[],
  operations: readonly Operation[],
  run: Run,
): Promise<ReadonlySet<Operation> | Error> {
  checkNotStopping(settling);
  const [shape] = shapes;
  if (shape === undefined) return new Set();
  try {
    if (shape.keys.length === 0) return new Set(await appendRows(shape, operations, run));
    let accepted = operations;
    for (const part of shapes) accepted = await acceptedOf(settling, part, accepted, run);
    return new Set(accepted);
  } catch (error) {
    return errorOfRows(error);
  }
}

async function acceptedOf(
  { table: { columns }, stale }: Settling,
  shape: TableShape,
  operations: readonly Operation[],
  run: Run,
): Promise<Operation[]> {
  const insert = returningRows(insertRows(shape), shape);
  const { rows } = await run(insert, [encodeRowArray(operations.map(({ row }) => row))]);
  const types = shape.keys.map((key) => columns.typeAt(key));
  const valuesOf = (row: Record<string, unknown>): unknown[] =>
    shape.keys.map((_, index) => row[`k${index}`]);
  const versions = new Map(rows.map((row) => [rowKeyId(valuesOf(row), types), versionIn(row)]));
  for (const operation of operations)
    if (isOlder(operation, versions.get(operation.key.id))) stale.add(operation);
  return operations.filter(({ key }) => versions.has(key.id));
}

/** A row that has another version than the one that was to be written was newer, and has stayed as it was. */
function isOlder(operation: Operation, ofRow: Version | undefined): boolean {
  const version = versionOf(operation);
  return version !== undefined && ofRow !== undefined && compareVersions(version, ofRow) < 0;
}

async function writeAlone(
  settling: Settling,
  shapes: readonly TableShape[],
  operation: Operation,
  run: Run,
): Promise<Error | undefined> {
  checkNotStopping(settling);
  const error = await tryRow(shapes, operation.row, run);
  if (error === undefined) return undefined;
  // Of rows that are there already the overflow column stays as it is.
  const { isPartial, table } = settling;
  const salvaged = isPartial ? undefined : withoutShown(operation.row, table.columns.types);
  return salvaged === undefined ? error : await tryRow(shapes, salvaged, run);
}

function checkNotStopping({ db, table }: Settling): void {
  if (!db.isOverdue) return;
  throw new ProgramError(
    'CRATEDB_REFUSED',
    `The target was asked to end while it looked for rows of ${quoteTable(table.name)} that CrateDB refuses.`,
    {
      remedy:
        'Start again from the last STATE: the rows come again, and the target then reports what CrateDB says about them.',
    },
  );
}

function noRowAccepted(
  { shape, operations }: ColumnGroup,
  { message, operation, cause }: EveryRowRefused,
): ProgramError {
  const rows = operations.length;
  const all = rows === 1 ? 'the only row of a batch' : `every one of the ${rows} rows of a batch`;
  return new ProgramError(
    'CRATEDB_REFUSED',
    `CrateDB refuses ${all} of ${quoteTable(shape.name)}: ${withoutValues(message, operation.row)}`,
    {
      remedy:
        'As every row is refused, the rows are not the cause: change what CrateDB names in the table, then start again from the last STATE; the rows come again.',
      cause,
    },
  );
}
