import { checkRelationName } from '../catalogue/check-names.ts';
import { checkAllowed } from '../catalogue/options.ts';
import { type Table, tableName } from '../catalogue/table.ts';
import { CrateError, INTERNAL, unsupported } from '../errors/crate-error.ts';
import { nameParts, qualifiedName } from '../grammar/names.ts';
import { childOf, childrenOf, find, findAll, hasKeyword, type Node } from '../grammar/tree.ts';
import { quoted, quotedTable } from '../rewrite/identifiers.ts';
import type { CommandPlan } from '../rewrite/plan.ts';
import { publish, unpublish } from './publish.ts';
import type { World } from './world.ts';

/** DROP TABLE [IF EXISTS]. */
export function planDropTable(statement: Node, world: World): CommandPlan {
  const name = qualifiedName(childOf(statement, 'TableName') ?? statement);
  const run = async () => {
    if (hasKeyword(statement, 'EXISTS') && world.catalogue.find(name) === undefined) return 'DROP 0';
    await drop(world.catalogue.get(name), world);
    return 'DROP 1';
  };
  return { kind: 'command', run: () => world.changes.run(run) };
}

async function drop(table: Table, { engine, catalogue }: World): Promise<void> {
  checkAllowed(table, 'DROP');
  await engine.query(`DROP TABLE ${quotedTable(table)};${unpublish(table)}`);
  catalogue.remove(table);
}

/** ALTER TABLE … RENAME TO, within the schema. */
export function planRenameTable(statement: Node, world: World): CommandPlan {
  const written = find(statement, 'TableWithPartition');
  const newName = childrenOf(statement, 'Qname').at(-1);
  if (written === undefined || newName === undefined) throw unsupported(statement.text);
  const name = qualifiedName(find(written, 'Qname') ?? written);
  const run = async () => {
    await rename(world.catalogue.get(name), nameParts(newName), world);
    return 'ALTER -2';
  };
  return { kind: 'command', run: () => world.changes.run(run) };
}

async function rename(table: Table, parts: readonly string[], { engine, catalogue }: World): Promise<void> {
  const [name = '', ...more] = parts;
  if (more.length > 0) throw new CrateError(INTERNAL, 'Target table name must not include a schema');
  checkRelationName(table.schema, name);
  checkAllowed(table, 'ALTER RENAME');
  const target = { ...table, name };
  if (catalogue.find(target) !== undefined) throw nameTaken(table, target);
  const sql = `ALTER TABLE ${quotedTable(table)} RENAME TO ${quoted(name)};`;
  await engine.query(sql + unpublish(table) + publish(target));
  catalogue.remove(table);
  catalogue.put(target);
}

function nameTaken(table: Table, target: Table): CrateError {
  const attempt = `Cannot rename table ${tableName(table)} to ${tableName(target)}`;
  return new CrateError(INTERNAL, `${attempt}, table ${tableName(target)} already exists`);
}

/** REFRESH TABLE: there is nothing to do, but the tables must exist; the tag says how many they are. */
export function planRefresh(statement: Node, { catalogue }: World): CommandPlan {
  const written = findAll(statement, 'TableWithPartition').map((each) => find(each, 'Qname') ?? each);
  const run = async () => {
    const tables = written.map((each) => catalogue.get(qualifiedName(each)));
    for (const table of tables) checkAllowed(table, 'REFRESH');
    return `REFRESH ${new Set(tables.map(tableName)).size}`;
  };
  return { kind: 'command', run };
}
