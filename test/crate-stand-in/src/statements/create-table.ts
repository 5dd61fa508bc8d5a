import { randomUUID } from 'node:crypto';
import { checkTable } from '../catalogue/check-table.ts';
import { type Table, tableName } from '../catalogue/table.ts';
import { CrateError } from '../errors/crate-error.ts';
import { hasKeyword, type Node } from '../grammar/tree.ts';
import { quoted, quotedTable } from '../rewrite/identifiers.ts';
import { isText, KEY_CHECK, keySql, keyValueSql } from '../rewrite/key-sql.ts';
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

/** The schema and the table for PostgreSQL, with a unique index for the key. */
export function createSql(table: Table): string {
  const columns = [...table.columns.values()].map(columnSql);
  const schema = `CREATE SCHEMA IF NOT EXISTS ${quoted(table.schema)};`;
  const create = `CREATE TABLE ${quotedTable(table)} (${[...columns, ...keyChecks(table)].join(', ')});`;
  return schema + create + keyIndexes(table).join('');
}

function keyChecks(table: Table): string[] {
  return table.primaryKey.map((path, index) => {
    const name = quoted(`${KEY_CHECK} ${index}`);
    return `CONSTRAINT ${name} CHECK (${keyValueSql(table, path)} IS NOT NULL)`;
  });
}

/** Not a PRIMARY KEY, which has neither members of objects nor long texts. Lookups by a text have a hash index. */
function keyIndexes(table: Table): string[] {
  if (table.primaryKey.length === 0) return [];
  const texts = table.primaryKey.filter((path) => isText(table, path));
  const columns = table.primaryKey.map((path) => keySql(table, path));
  return [
    indexSql('UNIQUE INDEX', table, `(${columns.join(', ')})`),
    ...texts.map((path) => indexSql('INDEX', table, `USING hash (${keyValueSql(table, path)})`)),
  ];
}

/** The name is one of its own, so that it is free in whatever schema the table is moved to. */
function indexSql(kind: string, table: Table, definition: string): string {
  return `CREATE ${kind} ${quoted(randomUUID())} ON ${quotedTable(table)} ${definition};`;
}
