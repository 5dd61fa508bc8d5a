import type { ColumnPath, ColumnType } from '../column/column-type.ts';
import { TABLE_VERSION_COLUMN } from '../column/metadata-columns.ts';
import { ORDER_COLUMN, VERSION_COLUMN } from '../column/table-columns.ts';
import { quoteIdentifier, quoteLiteral, quotePath, quoteTable, type TableName } from './quote.ts';

const TABLE_VERSION = quoteIdentifier(TABLE_VERSION_COLUMN);

/** What a statement over a table has to know of it. */
export interface TableShape {
  readonly name: TableName;
  /** All columns that are written, key columns included. */
  readonly columns: readonly string[];
  /** Those of them that are left out of rows that lack them, as they may not be NULL. */
  readonly required?: readonly string[];
  /** Those that a new row may leave out for NULL. */
  readonly omittable?: readonly string[];
  /** The columns, or members of one column, that make the primary key. */
  readonly keys: readonly ColumnPath[];
  /** True when rows carry a version that guards them against older records. */
  readonly versioned: boolean;
  /** True when the table has what orders rows of the same version. */
  readonly ordered?: boolean;
  /** The type of that version, where the table has one. */
  readonly versionKind: ColumnType['kind'] | undefined;
}

/**
 * One INSERT for many rows, which come as one parameter: an array of JSON objects with a member per column. Rows whose
 * key exists are left as they are, and not counted. Members that a row lacks become NULL (the session sets
 * error_on_unknown_object_key = false).
 */
export function insertNewRows({ name, columns }: TableShape): string {
  const names = columns.map(quoteIdentifier).join(', ');
  const values = columns.map((column) => `r[${quoteLiteral(column)}]`).join(', ');
  return `INSERT INTO ${quoteTable(name)} (${names}) SELECT ${values} FROM UNNEST($1::ARRAY(OBJECT)) AS u(r)`;
}

/**
 * The same, but it replaces whole rows. Where a row is newer than the incoming one, that one fails (by a division by
 * zero, which needs a version of type BIGINT): it is left out and not counted.
 */
export function insertFreshRows(shape: TableShape): string {
  const version = quoteIdentifier(VERSION_COLUMN);
  const unlessStale = `excluded.${version} / CASE WHEN ${isStale(shape)} THEN 0 ELSE 1 END`;
  return `${insertNewRows(shape)} ${onConflict(shape, (column) => (column === version ? unlessStale : `excluded.${column}`))}`;
}

/** The same, but where a row is newer than the incoming one, it is kept. Without keys it appends. */
export function insertRows(shape: TableShape): string {
  const insert = insertNewRows(shape);
  return shape.keys.length === 0 ? insert : `${insert} ${onConflict(shape, newest(shape))}`;
}

/** As insertRows for one row, which comes as one JSON object: unlike the other form, CrateDB says why it refuses it. */
export function insertRow(shape: TableShape): string {
  const columns = shape.columns.map(quoteIdentifier).join(', ');
  const values = shape.columns.map((column) => `($1::OBJECT)[${quoteLiteral(column)}]`).join(', ');
  const insert = `INSERT INTO ${quoteTable(shape.name)} (${columns}) VALUES (${values})`;
  return shape.keys.length === 0 ? insert : `${insert} ${onConflict(shape, newest(shape))}`;
}

/** The same insert, answering the keys of the rows that it wrote, as k0, k1, …, and the version that each has then. */
export function returningRows(insert: string, { keys, versioned, ordered }: TableShape): string {
  const columns = keys.map((key, index) => `${quotePath(key)} AS k${index}`);
  if (versioned) columns.push(`${quoteIdentifier(VERSION_COLUMN)} AS version`);
  if (ordered) columns.push(`${quoteIdentifier(ORDER_COLUMN)} AS version_order`);
  return `${insert} RETURNING ${columns.join(', ')}`;
}

/** `assigned` returns the value of a column (quoted). */
function onConflict({ columns, keys }: TableShape, assigned: (column: string) => string): string {
  const target = `ON CONFLICT (${keys.map(quotePath).join(', ')})`;
  const others = columns.filter((column) => !keys.some(([key]) => key === column)).map(quoteIdentifier);
  const assignments = others.map((column) => {
    const value = column === TABLE_VERSION ? `GREATEST(excluded.${column}, ${column})` : assigned(column);
    return `${column} = ${value}`;
  });
  return `${target} DO UPDATE SET ${assignments.join(', ')}`;
}

function newest(shape: TableShape): (column: string) => string {
  return (column) =>
    shape.versioned
      ? `CASE WHEN ${isStale(shape)} THEN ${column} ELSE excluded.${column} END`
      : `excluded.${column}`;
}

/** A missing version, of the row or of the record, guards nothing: then arrival order decides. */
function isStale({ ordered }: TableShape): string {
  const version = quoteIdentifier(VERSION_COLUMN);
  const isOlder = `excluded.${version} < ${version}`;
  if (!ordered) return isOlder;
  const order = quoteIdentifier(ORDER_COLUMN);
  return `${isOlder} OR (excluded.${version} = ${version} AND COALESCE(excluded.${order}, '') < COALESCE(${order}, ''))`;
}

/** Says of the row of one key that it belongs to a version of its table, or to a later one; the version comes last. */
export function raiseTableVersion(name: TableName, keys: readonly ColumnPath[]): string {
  const version = `GREATEST(${TABLE_VERSION}, $${keys.length + 1}::BIGINT)`;
  return `UPDATE ${quoteTable(name)} SET ${TABLE_VERSION} = ${version} WHERE ${isKey(keys)}`;
}

/** Deletes the row of one key; CrateDB finds it by its primary key, also before a refresh. */
export function deleteByKey(name: TableName, keys: readonly ColumnPath[]): string {
  return `DELETE FROM ${quoteTable(name)} WHERE ${isKey(keys)}`;
}

/** Deletes the rows of many keys of one column; it finds refreshed rows only, unless they are partitions of their own. */
export function deleteByAnyKey(name: TableName, key: ColumnPath): string {
  return `DELETE FROM ${quoteTable(name)} WHERE ${quotePath(key)} = ANY($1)`;
}

function isKey(keys: readonly ColumnPath[]): string {
  return keys.map((key, index) => `${quotePath(key)} = $${index + 1}`).join(' AND ');
}

/**
 * The versions of many rows: one array parameter per key column. It finds a superset of the wanted composite keys
 * (CrateDB parses no row constructors), and only refreshed rows. The key's columns are answered as k0, k1, …
 */
export function selectVersions({ name, keys, ordered }: TableShape): string {
  const columns = keys.map((key, index) => `${quotePath(key)} AS k${index}`);
  columns.push(`${quoteIdentifier(VERSION_COLUMN)} AS version`);
  if (ordered) columns.push(`${quoteIdentifier(ORDER_COLUMN)} AS version_order`);
  const condition = keys.map((key, index) => `${quotePath(key)} = ANY($${index + 1})`).join(' AND ');
  return `SELECT ${columns.join(', ')} FROM ${quoteTable(name)} WHERE ${condition}`;
}

/**
 * Refreshed rows that meet a condition, with what shows later whether they are still the same rows. The key's columns are
 * answered as k0, k1, …, then `also` as a0, a1, …, then seq_no and primary_term.
 */
export function selectRows(
  name: TableName,
  keys: readonly ColumnPath[],
  condition: string,
  limit: number,
  also: readonly string[] = [],
): string {
  const columns = [
    ...keys.map((key, index) => `${quotePath(key)} AS k${index}`),
    ...also.map((column, index) => `${quoteIdentifier(column)} AS a${index}`),
  ].join(', ');
  return `SELECT ${columns}, _seq_no AS seq_no, _primary_term AS primary_term FROM ${quoteTable(name)} WHERE ${condition} LIMIT ${limit}`;
}

/** True of the row of one key as long as nothing has changed it; the values are those that `selectRows` answered. */
export function isSameRow(keys: readonly ColumnPath[]): string {
  const [seqNo, primaryTerm] = [keys.length + 1, keys.length + 2];
  return `${isKey(keys)} AND _seq_no = $${seqNo}::BIGINT AND _primary_term = $${primaryTerm}::BIGINT`;
}

/** The newest version in a table. */
export function selectNewestVersion(name: TableName): string {
  return `SELECT max(${quoteIdentifier(VERSION_COLUMN)}) AS newest FROM ${quoteTable(name)}`;
}

/** Which of many values a column holds; only refreshed rows are found. */
export function selectPresent(name: TableName, column: string): string {
  const quoted = quoteIdentifier(column);
  return `SELECT ${quoted} AS id FROM ${quoteTable(name)} WHERE ${quoted} = ANY($1)`;
}

/** Makes everything written visible to queries. */
export function refreshTable(name: TableName): string {
  return `REFRESH TABLE ${quoteTable(name)}`;
}
