import { ProgramError } from '@cdc-relay/singer';
import type { ColumnPath, ColumnType } from '../column/column-type.ts';
import { DELETED_COLUMN, ORDER_COLUMN, TOMBSTONE_COLUMN, VERSION_COLUMN } from '../column/table-columns.ts';
import { holdsVersions } from '../column/version-type.ts';
import { quotePath, quoteTable, type TableName } from '../sql/quote.ts';
import type { TableOptions } from './options.ts';
import type { TablePlan } from './plan.ts';

/**
 * The primary key of a table that is to be made. In CrateDB it has to hold the columns that partition and distribute
 * the table. Throws TABLE_OPTIONS_CONFLICT when the stream's key does not; rows without a key of their own then have
 * none, and their ids are in a plain column.
 */
export function keyColumns(name: TableName, plan: TablePlan, options: TableOptions): ColumnPath[] {
  const keys = plan.keys.map(({ path }) => path);
  const placing = [
    ...(options.partitioned_by ?? []),
    ...(options.clustered_by ? [options.clustered_by] : []),
  ];
  const outside = placing.filter((column) => !keys.some((key) => key.length === 1 && key[0] === column));
  if (outside.length === 0) return keys;
  if (plan.appends) return [];
  throw new ProgramError(
    'TABLE_OPTIONS_CONFLICT',
    `Table ${quoteTable(name)} cannot be partitioned or clustered by ${outside.join(', ')}: not part of its key ${list(keys)}.`,
    { remedy: 'Name only key columns in `partitioned_by` and `clustered_by`, or load with `append-only`.' },
  );
}

/** Compares the key of an existing table, in any order. Throws TABLE_KEY_DIFFERS. */
export function checkKeys(name: TableName, plan: TablePlan, actual: readonly ColumnPath[]): void {
  if (plan.appends && actual.length === 0) return;
  const wanted = plan.keys.map(({ path }) => path);
  const sorted = (keys: readonly ColumnPath[]): string =>
    JSON.stringify(keys.map((k) => JSON.stringify(k)).sort());
  if (sorted(wanted) === sorted(actual)) return;
  throw new ProgramError(
    'TABLE_KEY_DIFFERS',
    `Table ${quoteTable(name)} has the primary key ${list(actual)}, the stream the key ${list(wanted)}.`,
    {
      remedy: `${renaming(name, wanted, actual)}Write to another table or schema, or drop the table and load it from scratch.`,
    },
  );
}

/** SQL without quotes makes names in lower case: such a key only needs its name. */
function renaming(name: TableName, wanted: readonly ColumnPath[], actual: readonly ColumnPath[]): string {
  const renames = wanted.flatMap((path) => {
    const lower = quotePath(path).toLowerCase();
    const present = actual.find((other) => quotePath(other) === lower && lower !== quotePath(path));
    if (present === undefined) return [];
    return [`ALTER TABLE ${quoteTable(name)} RENAME COLUMN ${quotePath(present)} TO ${quotePath(path)}`];
  });
  return renames.length === 0 ? '' : `If they are the same, run ${renames.join('; ')}. `;
}

/** Throws TABLE_UNSUITABLE when a table lacks a column without which something would be lost, or has it in vain. */
export function checkRequired(
  name: TableName,
  { required, columns }: TablePlan,
  actual: ReadonlyMap<string, ColumnType>,
): void {
  for (const column of required) {
    const type = actual.get(column);
    if (type !== undefined && serves(column, type, columns.get(column))) continue;
    const what = type === undefined ? 'cannot have' : 'has in another type';
    throw new ProgramError(
      'TABLE_UNSUITABLE',
      `Table ${quoteTable(name)} ${what} the column ${column}, without which ${lostWithout(column)} would be lost.`,
    );
  }
}

/**
 * Throws TABLE_UNSUITABLE when a deletion could not clear a column, as it may not be NULL: values of deleted items would
 * stay. `required`: the columns without NULL that are not part of the key.
 */
export function checkClearable(name: TableName, required: readonly string[]): void {
  if (required.length === 0) return;
  throw new ProgramError(
    'TABLE_UNSUITABLE',
    `Table ${quoteTable(name)} cannot hold tombstones: ${required.map((column) => quotePath([column])).join(', ')} may not be NULL, but a tombstone has no attributes.`,
    {
      remedy: `Use delete_mode: mark or remove, or drop the constraint: ALTER TABLE ${quoteTable(name)} DROP CONSTRAINT …`,
    },
  );
}

function serves(column: string, type: ColumnType, wanted: ColumnType | undefined): boolean {
  if (column === VERSION_COLUMN) return holdsVersions(type);
  if (column === ORDER_COLUMN) return type.kind === 'text';
  return wanted?.kind !== 'free' || type.kind === 'free';
}

function lostWithout(column: string): string {
  return (
    {
      [VERSION_COLUMN]: 'the order of changes',
      [ORDER_COLUMN]: 'the order of changes of the same version',
      [DELETED_COLUMN]: 'deletions',
      [TOMBSTONE_COLUMN]: 'deletions',
    }[column] ?? 'values'
  );
}

function list(keys: readonly ColumnPath[]): string {
  return `(${keys.map(quotePath).join(', ')})`;
}
