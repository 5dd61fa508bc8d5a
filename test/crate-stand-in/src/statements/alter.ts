import { copyOf, type Table } from '../catalogue/table.ts';
import { unsupported } from '../errors/crate-error.ts';
import { qualifiedName } from '../grammar/names.ts';
import { find, type Node } from '../grammar/tree.ts';
import type { CommandPlan } from '../rewrite/plan.ts';
import { publish } from './publish.ts';
import type { World } from './world.ts';

/** CrateDB 6.4 ends most ALTER TABLE statements with this tag. */
const DONE = 'ALTER -2';

/** A table after a change, and the SQL that makes the same change to PostgreSQL's table. */
export interface Change {
  readonly table: Table;
  readonly sql: string;
}

/** Plans an ALTER TABLE: `change` gets a copy of the table that it may alter, and may refuse. */
export function planAlter(statement: Node, world: World, change: (table: Table) => Change): CommandPlan {
  const target = find(statement, 'TableWithPartition');
  if (target === undefined) throw unsupported(statement.text);
  const name = qualifiedName(find(target, 'Qname') ?? target);
  const run = async () => {
    const altered = change(copyOf(world.catalogue.get(name)));
    await world.engine.query(altered.sql + publish(altered.table));
    world.catalogue.put(altered.table);
    return DONE;
  };
  return { kind: 'command', run: () => world.changes.run(run) };
}
