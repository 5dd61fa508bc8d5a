import type { JsonObject } from '@cdc-relay/singer';
import { DELETED_COLUMN, VERSION_COLUMN } from '../column/table-columns.ts';
import type { Database } from '../connection/database.ts';
import { type Key, rowKeyId } from '../row/key.ts';
import { refreshTable } from '../sql/dml.ts';
import { quoteIdentifier, quotePath, quoteTable } from '../sql/quote.ts';
import type { Table } from '../table/table.ts';
import { inLookUps } from '../write/look-ups.ts';
import { cellValue } from './cell-value.ts';

/** A row as CrateDB has it. */
export interface FoundRow {
  /** By columns. */
  readonly row: JsonObject;
  readonly version: number | undefined;
  /** True for one that says that its item is deleted. */
  readonly isDeleted: boolean;
}

/** The keys of rows, in their order, as texts; fewer than were requested at the end of the table. */
export type RowKeys = readonly (readonly string[])[];

/** The rows of these keys by the ids of keys; only refreshed rows are found. */
export async function readRows(
  db: Database,
  table: Table,
  keys: readonly Key[],
): Promise<Map<string, FoundRow>> {
  const wanted = new Set(keys.map(({ id }) => id));
  const rows = new Map<string, FoundRow>();
  for (const some of inLookUps(keys))
    for (const [id, row] of await lookUp(db, table, some)) if (wanted.has(id)) rows.set(id, row);
  return rows;
}

async function lookUp(db: Database, table: Table, wanted: readonly Key[]): Promise<[string, FoundRow][]> {
  const { keys } = table.shape;
  const { types } = table.columns;
  const names = [...types.keys()];
  const selected = [...keys.map(quotePath), ...names.map(quoteIdentifier)];
  const condition = keys.map((key, index) => `${quotePath(key)} = ANY($${index + 1})`).join(' AND ');
  const sql = `SELECT ${selected.map((one, n) => `${one} AS c${n}`).join(', ')} FROM ${quoteTable(table.name)} WHERE ${condition}`;
  const parameters = keys.map((_, index) => arrayText(wanted.map(({ values }) => String(values[index]))));
  const { rows } = await db.read(sql, parameters);
  return rows.map((cells) => {
    const row: JsonObject = {};
    for (const [index, name] of names.entries()) {
      const type = types.get(name);
      const value = type === undefined ? null : cellValue(cells[keys.length + index] ?? null, type);
      if (value !== null) row[name] = value;
    }
    return [keyIdOf(table, cells), foundRow(row)];
  });
}

function foundRow(row: JsonObject): FoundRow {
  const version = row[VERSION_COLUMN];
  return {
    row,
    version: version === undefined ? undefined : Number(version),
    isDeleted: row[DELETED_COLUMN] !== undefined,
  };
}

/** The id of a row's key, whose values are its first cells. */
function keyIdOf(table: Table, cells: readonly (string | null)[]): string {
  const types = table.shape.keys.map((key) => table.columns.typeAt(key));
  return rowKeyId(
    types.map((type, index) => (type?.kind === 'timestamp' ? dateOf(cells[index] ?? '') : cells[index])),
    types,
  );
}

function dateOf(text: string): Date {
  return new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
}

/** The keys of the next rows whose items are not deleted, in the order of the key. */
export async function readKeys(
  db: Database,
  table: Table,
  after: readonly string[] | undefined,
  limit: number,
): Promise<RowKeys> {
  const { keys, columns } = table.shape;
  const paths = keys.map(quotePath);
  const live = columns.includes(DELETED_COLUMN) ? [`${quoteIdentifier(DELETED_COLUMN)} IS NULL`] : [];
  const beyond = after === undefined ? [] : [isBeyond(paths)];
  const conditions = [...live, ...beyond];
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const sql = `SELECT ${paths.map((path, n) => `${path} AS k${n}`).join(', ')} FROM ${quoteTable(table.name)}${where} ORDER BY ${paths.join(', ')} LIMIT ${limit}`;
  const { rows } = await db.read(sql, after ?? []);
  return rows.map((cells) => cells.map((cell) => cell ?? ''));
}

/** True of rows after the one whose key the parameters are. */
function isBeyond(paths: readonly string[]): string {
  const alternatives = paths.map((path, index) => {
    const equal = paths.slice(0, index).map((one, n) => `${one} = $${n + 1}`);
    return `(${[...equal, `${path} > $${index + 1}`].join(' AND ')})`;
  });
  return `(${alternatives.join(' OR ')})`;
}

/** Makes all rows visible that were written. */
export async function refresh(db: Database, table: Table): Promise<void> {
  await db.query(refreshTable(table.name));
}

function arrayText(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
