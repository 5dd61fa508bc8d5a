import { VERSION_COLUMN } from '../column/table-columns.ts';
import { quoteIdentifier, quoteLiteral, quoteTable, type TableName } from './quote.ts';

/** What a statement over a table has to know of it. */
export interface TableShape {
  readonly name: TableName;
  /** All columns that are written, key columns included. */
  readonly columns: readonly string[];
  readonly keys: readonly string[];
  /** True when rows carry a version that guards them against older records. */
  readonly versioned: boolean;
}

/**
 * One INSERT for many rows, which come as one parameter: an array of JSON objects with a member per column. Without
 * keys it appends; with keys it replaces whole rows, except those whose version is newer than the incoming one.
 * Members that a row lacks become NULL (the session sets error_on_unknown_object_key = false).
 */
export function insertRows(shape: TableShape): string {
  const columns = shape.columns.map(quoteIdentifier).join(', ');
  const values = shape.columns.map((column) => `r[${quoteLiteral(column)}]`).join(', ');
  const insert = `INSERT INTO ${quoteTable(shape.name)} (${columns}) SELECT ${values} FROM UNNEST($1::ARRAY(OBJECT)) AS u(r)`;
  return shape.keys.length === 0 ? insert : `${insert} ${onConflict(shape)}`;
}

/** The same for one row, a parameter per column: unlike the other form, CrateDB says why it refuses a row. */
export function insertRow(shape: TableShape): string {
  const columns = shape.columns.map(quoteIdentifier).join(', ');
  const values = shape.columns.map((_, index) => `$${index + 1}`).join(', ');
  const insert = `INSERT INTO ${quoteTable(shape.name)} (${columns}) VALUES (${values})`;
  return shape.keys.length === 0 ? insert : `${insert} ${onConflict(shape)}`;
}

function onConflict({ columns, keys, versioned }: TableShape): string {
  const target = `ON CONFLICT (${keys.map(quoteIdentifier).join(', ')})`;
  const others = columns.filter((column) => !keys.includes(column)).map(quoteIdentifier);
  const version = quoteIdentifier(VERSION_COLUMN);
  // A missing version, of the row or of the record, guards nothing: then arrival order decides.
  const stale = `excluded.${version} < ${version}`;
  const assignments = others.map((column) =>
    versioned
      ? `${column} = CASE WHEN ${stale} THEN ${column} ELSE excluded.${column} END`
      : `${column} = excluded.${column}`,
  );
  return `${target} DO UPDATE SET ${assignments.join(', ')}`;
}

/** Deletes the row of one key; CrateDB finds it by its primary key, also before a refresh. */
export function deleteByKey(name: TableName, keys: readonly string[]): string {
  const condition = keys.map((key, index) => `${quoteIdentifier(key)} = $${index + 1}`).join(' AND ');
  return `DELETE FROM ${quoteTable(name)} WHERE ${condition}`;
}

/**
 * The versions of many rows: one array parameter per key column. It finds a superset of the wanted composite keys
 * (CrateDB parses no row constructors), and only refreshed rows.
 */
export function selectVersions(name: TableName, keys: readonly string[]): string {
  const columns = [...keys, VERSION_COLUMN].map(quoteIdentifier).join(', ');
  const condition = keys.map((key, index) => `${quoteIdentifier(key)} = ANY($${index + 1})`).join(' AND ');
  return `SELECT ${columns} FROM ${quoteTable(name)} WHERE ${condition}`;
}

/** The newest version in a table. */
export function selectNewestVersion(name: TableName): string {
  return `SELECT max(${quoteIdentifier(VERSION_COLUMN)}) AS newest FROM ${quoteTable(name)}`;
}

/** Makes everything written visible to queries. */
export function refreshTable(name: TableName): string {
  return `REFRESH TABLE ${quoteTable(name)}`;
}
