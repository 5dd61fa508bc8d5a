import type { ColumnPath, ColumnType } from '../column/column-type.ts';
import {
  type CatalogColumn,
  columnsFromCatalog,
  type OptionalColumn,
  optionalFromCatalog,
} from '../column/from-catalog.ts';
import type { Database, Run } from '../connection/database.ts';
import { isHidden, NOT_RECOVERED } from '../connection/starting.ts';
import { quoteTable, type TableName } from '../sql/quote.ts';
import { readDetails } from './definition.ts';
import { readKeys } from './key-columns.ts';

/** CrateDB's own limit of columns. */
const DEFAULT_COLUMN_LIMIT = 1000;

/** A table as CrateDB has it. */
export interface ExistingTable {
  readonly columns: ReadonlyMap<string, ColumnType>;
  /** The primary key; its columns may be members of an object. */
  readonly keys: readonly ColumnPath[];
  readonly optional: ReadonlyMap<string, OptionalColumn>;
}

const COLUMNS = `SELECT data_type, column_details, character_maximum_length, is_generated, is_nullable,
  column_default, ordinal_position
  FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position`;

/** Reads a table's columns and primary key; undefined when it does not exist. */
export async function readTable(db: Database, name: TableName): Promise<ExistingTable | undefined> {
  const rows = await readColumns(db, name);
  if (rows.length === 0) return undefined;
  const details = readDetails(await showCreate(db, name));
  const keys = await readKeys(db, name, rows);
  const optional = optionalFromCatalog(rows);
  for (const [column] of keys) optional.delete(column);
  return { columns: columnsFromCatalog(rows, details), keys, optional };
}

/** The columns of a table, also of one that is closed; none when it does not exist. */
export async function readColumns(
  db: Database,
  { schema, table }: TableName,
): Promise<readonly CatalogColumn[]> {
  const read = async (run: Run) =>
    (await run<CatalogColumn & { [name: string]: unknown }>(COLUMNS, [schema, table])).rows;
  const found = await db.attempt(read);
  if (found.length > 0) return found;
  // What seems to be missing may be hidden: a deletion would be forgotten, or a state started from scratch.
  await db.waitUntilStarted();
  return await db.attempt(async (run) => {
    const rows = await read(run);
    if (rows.length === 0 && (await isHidden(run, { schema, table }))) throw new Error(NOT_RECOVERED);
    return rows;
  });
}

/** How many columns a table may have, members included. */
export async function readColumnLimit(db: Database, { schema, table }: TableName): Promise<number> {
  const limit = `SELECT settings['mapping']['total_fields']['limit'] AS "limit"
    FROM information_schema.tables WHERE table_schema = $1 AND table_name = $2`;
  const { rows } = await db.query<{ limit: number | string | null }>(limit, [schema, table]);
  return Number(rows[0]?.limit ?? DEFAULT_COLUMN_LIMIT);
}

/** The statement that makes the table, as CrateDB prints it. */
export async function showCreate(db: Database, name: TableName): Promise<string> {
  const { rows } = await db.query<Record<string, string>>(`SHOW CREATE TABLE ${quoteTable(name)}`);
  return Object.values(rows[0] ?? {})[0] ?? '';
}
