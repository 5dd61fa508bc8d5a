import type { ColumnType } from '../column/column-type.ts';
import { type CatalogColumn, columnsFromCatalog } from '../column/from-catalog.ts';
import type { TableName } from '../sql/quote.ts';
import type { Database } from './database.ts';

/** A table as CrateDB has it. */
export interface ExistingTable {
  readonly columns: ReadonlyMap<string, ColumnType>;
  readonly keys: readonly string[];
}

const COLUMNS = `SELECT data_type, column_details, numeric_precision, numeric_scale
  FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2 AND is_generated = 'NEVER'
  ORDER BY ordinal_position`;

const KEYS = `SELECT column_name FROM information_schema.key_column_usage
  WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position`;

/** Reads a table's columns and primary key; undefined when it does not exist. */
export async function readTable(
  db: Database,
  { schema, table }: TableName,
): Promise<ExistingTable | undefined> {
  const columns = await db.query<CatalogColumn & { [name: string]: unknown }>(COLUMNS, [schema, table]);
  if (columns.rows.length === 0) return undefined;
  const keys = await db.query<{ column_name: string }>(KEYS, [schema, table]);
  return { columns: columnsFromCatalog(columns.rows), keys: keys.rows.map((row) => row.column_name) };
}
