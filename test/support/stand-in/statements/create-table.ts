import { randomUUID } from 'node:crypto';
import { checkTable } from '../catalogue/check-table.ts';
import { type Table, tableName } from '../catalogue/table.ts';
import { CrateError } from '../crate-error.ts';
import { hasKeyword, type Node } from '../grammar/tree.ts';
import { quoted, quotedTable } from '../rewrite/identifiers.ts';
import { KEY_CHECK, keySql } from '../rewrite/key-sql.ts';
import type { CommandPlan } from '../rewrite/plan.ts';
import { columnSql } from './column-sql.ts';
import { publish } from './publish.ts';
import { readTable } from './read-table.ts';
import type { World } from './world.ts';

/** CREATE TABLE, which also makes the schema: CrateDB has no CREATE SCHEMA. */
export function planCreateTable(statement: Node, world: World): CommandPlan {
  const table = readTable(statement);
  checkTable(table);
  return { kind: 'command', run: () => world.changes.run(() => create(table, statement, world)) };
}

async function create(table: Table, statement: Node, { catalogue, engine }: World): Promise<string> {
  if (catalogue.find(table) !== undefined) {
    if (hasKeyword(statement, 'EXISTS')) return 'CREATE 0';
    throw new CrateError('42P07', `Relation '${tableName(table)}' already exists.`);
  }
  await engine.query(createSql(table) + publish(table));
  catalogue.put(table);
  return 'CREATE 1';
}

/** The schema and the table for PostgreSQL. Members of objects are in no PRIMARY KEY, but in a unique index. */
export function createSql(table: Table): string {
  const columns = [...table.columns.values()].map(columnSql);
  const isPlain = table.primaryKey.every((path) => path.length === 1);
  const constraints = isPlain ? primaryKey(table) : keyChecks(table);
  const schema = `CREATE SCHEMA IF NOT EXISTS ${quoted(table.schema)};`;
  const create = `CREATE TABLE ${quotedTable(table)} (${[...columns, ...constraints].join(', ')});`;
  return schema + create + (isPlain ? '' : uniqueIndex(table));
}

/** The name is one of its own, so that it is free in whatever schema the table is moved to. */
function primaryKey(table: Table): string[] {
  if (table.primaryKey.length === 0) return [];
  return [`CONSTRAINT ${quoted(randomUUID())} PRIMARY KEY (${keyColumns(table)})`];
}

function uniqueIndex(table: Table): string {
  return `CREATE UNIQUE INDEX ${quoted(randomUUID())} ON ${quotedTable(table)} (${keyColumns(table)});`;
}

function keyColumns(table: Table): string {
  return table.primaryKey.map((path) => keySql(table, path)).join(', ');
}

function keyChecks(table: Table): string[] {
  const names = table.primaryKey.map((_, index) => quoted(`${KEY_CHECK} ${index}`));
  return table.primaryKey.map(
    (path, index) => `CONSTRAINT ${names[index]} CHECK (${keySql(table, path)} IS NOT NULL)`,
  );
}
