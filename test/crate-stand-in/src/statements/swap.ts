import { checkAllowed } from '../catalogue/options.ts';
import type { Table } from '../catalogue/table.ts';
import { unsupported } from '../errors/crate-error.ts';
import { nameOf, qualifiedName } from '../grammar/names.ts';
import { childOf, childrenOf, findAll, type Node } from '../grammar/tree.ts';
import { quoted, quotedTable } from '../rewrite/identifiers.ts';
import type { CommandPlan } from '../rewrite/plan.ts';
import { publish, unpublish } from './publish.ts';
import type { World } from './world.ts';

/** A schema that no client sees, where tables wait for their new names. */
const WAITING = 'stand_in_swap';

/** ALTER CLUSTER SWAP TABLE source TO target [WITH (drop_source = true)]: the two change names. */
export function planSwap(statement: Node, world: World): CommandPlan {
  const [source, target] = childrenOf(statement, 'Qname').map(qualifiedName);
  if (source === undefined || target === undefined) throw unsupported(statement.text);
  const dropsSource = isSet(statement, 'drop_source');
  const run = async () => {
    await swap(world.catalogue.get(source), world.catalogue.get(target), dropsSource, world);
    return 'ALTER 1';
  };
  return { kind: 'command', run: () => world.changes.run(run) };
}

function isSet(statement: Node, option: string): boolean {
  return findAll(statement, 'GenericProperty').some((property) => {
    const name = childOf(property, 'Ident');
    return name && nameOf(name) === option && childOf(property, 'Expr')?.text.toLowerCase() === 'true';
  });
}

async function swap(source: Table, target: Table, dropsSource: boolean, world: World): Promise<void> {
  if (source === target) return;
  for (const table of [source, target]) checkAllowed(table, 'ALTER RENAME');
  const newTarget = { ...source, schema: target.schema, name: target.name };
  const newSource = { ...target, schema: source.schema, name: source.name };
  const moves = swapSql(source, target);
  const drop = dropsSource ? `DROP TABLE ${quotedTable(source)};` : publish(newSource);
  await world.engine.query(moves + unpublish(source) + publish(newTarget) + drop);
  world.catalogue.put(newTarget);
  if (dropsSource) world.catalogue.remove(source);
  else world.catalogue.put(newSource);
}

function swapSql(source: Table, target: Table): string {
  const waitingSource = { schema: WAITING, name: '~source' };
  const waitingTarget = { schema: WAITING, name: '~target' };
  return [
    move(source, waitingSource),
    move(target, waitingTarget),
    move(waitingSource, target),
    move(waitingTarget, source),
  ].join('');
}

/** First the schema, then the name: no table that is there already has the old name in the new schema. */
function move(from: Pick<Table, 'schema' | 'name'>, to: Pick<Table, 'schema' | 'name'>): string {
  const moved = { schema: to.schema, name: from.name };
  return (
    `ALTER TABLE ${quotedTable(from)} SET SCHEMA ${quoted(to.schema)};` +
    `ALTER TABLE ${quotedTable(moved)} RENAME TO ${quoted(to.name)};`
  );
}
