import { type Logger, ProgramError } from '@cdc-relay/singer';
import type { ColumnPath, ColumnType } from '../column/column-type.ts';
import { columnsFromCatalog } from '../column/from-catalog.ts';
import { TableColumns } from '../column/table-columns.ts';
import type { Database } from '../connection/database.ts';
import { refreshTable } from '../sql/dml.ts';
import { quoteIdentifier, quotePath, quoteTable, type TableName } from '../sql/quote.ts';
import { textOfKey } from '../sql/text-of.ts';
import { readColumns, readTable, showCreate } from './catalog.ts';
import { moveTable } from './move-table.ts';
import { withTextKey } from './text-keys.ts';

/** Where a table is rebuilt; it exists only while that goes on. */
function rebuildName({ schema, table }: TableName): TableName {
  return { schema, table: `_sdc_rebuild_${table}` };
}

/** The name of a copy that is no more than a sign that its table is still to be released. */
function restName({ schema, table }: TableName): TableName {
  return { schema, table: `_sdc_rebuilt_${table}` };
}

/**
 * Turns a key column into TEXT, which holds every key exactly. CrateDB cannot change a column's type, so the
 * table is copied, with everything that SHOW CREATE TABLE knows of it, and swapped. Writers are blocked meanwhile and
 * wait; at the end the table is closed for a moment, since CrateDB swaps no table that is blocked. Throws KEY_TOO_NARROW
 * when the table cannot be rebuilt.
 */
export async function rebuildWithTextKey(
  db: Database,
  log: Logger,
  name: TableName,
  key: ColumnPath,
): Promise<void> {
  const copy = rebuildName(name);
  const ddl = withTextKey(await showCreate(db, name), copy, key);
  if (ddl === undefined) throw tooNarrow(name, key, 'its definition cannot be rewritten');
  log.warning(`${quoteTable(name)}: ${quotePath(key)} becomes TEXT, because a key came that it cannot hold`);
  await drop(db, copy);
  await db.query(ddl);
  const swap = `ALTER CLUSTER SWAP TABLE ${quoteTable(copy)} TO ${quoteTable(name)} WITH (drop_source = true)`;
  try {
    await block(db, name, true);
    // Closing waits for the writes that had begun before.
    await close(db, name);
    await open(db, name);
    await copyRows(db, name, copy, key);
    await close(db, name);
    await moveTable(db, swap, async () => await isText(db, name, key));
  } catch (error) {
    await release(db, name);
    throw error;
  }
}

async function isText(db: Database, name: TableName, key: ColumnPath): Promise<boolean> {
  const columns = columnsFromCatalog(await readColumns(db, name));
  const type = new TableColumns(columns, []).typeAt(key);
  return type?.kind === 'text' && type.length === undefined;
}

/**
 * Clears what a rebuild left behind that was interrupted: the table itself is whole. Its copy is renamed first, so that
 * a rebuild that another process still does cannot swap what is written from then on; it is dropped last, so that
 * this can be interrupted, too.
 */
export async function clearInterruptedRebuild(db: Database, name: TableName): Promise<void> {
  const [copy, rest] = [rebuildName(name), restName(name)];
  const isThere = async (table: TableName): Promise<boolean> => (await readTable(db, table)) !== undefined;
  const hasCopy = await isThere(copy);
  if (!hasCopy && !(await isThere(rest))) return;
  if (hasCopy) {
    await drop(db, rest);
    const rename = `ALTER TABLE ${quoteTable(copy)} RENAME TO ${quoteIdentifier(rest.table)}`;
    await moveTable(db, rename, async () => await isThere(rest));
  }
  await release(db, name);
  await drop(db, rest);
}

async function drop(db: Database, table: TableName): Promise<void> {
  await db.query(`DROP TABLE IF EXISTS ${quoteTable(table)}`);
}

async function release(db: Database, name: TableName): Promise<void> {
  await open(db, name);
  await block(db, name, false);
}

async function open(db: Database, name: TableName): Promise<void> {
  await db.query(`ALTER TABLE ${quoteTable(name)} OPEN`);
}

async function close(db: Database, name: TableName): Promise<void> {
  await db.query(`ALTER TABLE ${quoteTable(name)} CLOSE`);
}

async function block(db: Database, name: TableName, on: boolean): Promise<void> {
  await db.query(`ALTER TABLE ${quoteTable(name)} SET ("blocks.write" = ${on})`);
}

async function copyRows(db: Database, from: TableName, to: TableName, key: ColumnPath): Promise<void> {
  const table = await readTable(db, from);
  const types = table?.columns ?? new Map<string, ColumnType>();
  const columns = [...types.keys()].map(quoteIdentifier).join(', ');
  const values = [...types].map(([name, type]) =>
    name === key[0] ? widened([name], type, key) : quoteIdentifier(name),
  );
  const expected = await rowsIn(db, from);
  // Run again, it leaves the rows that are there as they are.
  await db.queryLong(
    `INSERT INTO ${quoteTable(to)} (${columns}) (SELECT ${values.join(', ')} FROM ${quoteTable(from)})`,
    () => rowsIn(db, to),
  );
  const copied = await rowsIn(db, to);
  if (copied !== expected) throw tooNarrow(from, key, `only ${copied} of ${expected} rows could be copied`);
}

/** The key column as text; of an object all members, as the cast of the whole object would spell some otherwise. */
function widened(path: ColumnPath, type: ColumnType, key: ColumnPath): string {
  if (path.length === key.length) return textOfKey(quotePath(path), type);
  if (type.kind !== 'object') return quotePath(path);
  const members = [...type.members].map(([name, member]) => {
    const inner: ColumnPath = [...path, name];
    const value = name === key[path.length] ? widened(inner, member, key) : quotePath(inner);
    return `${quoteIdentifier(name)} = ${value}`;
  });
  return `{${members.join(', ')}}`;
}

async function rowsIn(db: Database, table: TableName): Promise<number> {
  await db.query(refreshTable(table));
  const answer = await db.query<{ rows: string }>(`SELECT count(*) AS rows FROM ${quoteTable(table)}`);
  return Number(answer.rows[0]?.rows);
}

function tooNarrow({ schema, table }: TableName, key: ColumnPath, reason: string): ProgramError {
  const what = `A key does not fit the column ${quotePath(key)} of ${schema}.${table}, and ${reason}.`;
  return new ProgramError('KEY_TOO_NARROW', what);
}

/** A table that others may write at the same time is not rebuilt: what they know of its key would be wrong. */
export function keyOfManyWriters(name: TableName, key: ColumnPath): ProgramError {
  return new ProgramError(
    'KEY_TOO_NARROW',
    `The key column ${quotePath(key)} of ${quoteTable(name)} would have to become TEXT, but with delete_mode mark or tombstone other processes may write the table at the same time.`,
    {
      remedy:
        'Stop the other writers, run once with delete_mode: remove, then start all of them again; or load into a new table whose key column is TEXT.',
    },
  );
}
