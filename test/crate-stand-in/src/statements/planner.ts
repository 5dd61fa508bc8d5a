import { unsupported } from '../errors/crate-error.ts';
import { is, type Node } from '../grammar/tree.ts';
import { planInsert } from '../rewrite/insert.ts';
import type { Plan } from '../rewrite/plan.ts';
import { planQuery } from '../rewrite/query.ts';
import { addColumns } from './add-column.ts';
import { planAlter } from './alter.ts';
import { dropColumns, renameColumn } from './alter-columns.ts';
import { alterOptions, openOrClose } from './alter-options.ts';
import { planCreateTable } from './create-table.ts';
import { planNothing, planSet } from './session.ts';
import { planShowCreate } from './show-create-table.ts';
import { planSwap } from './swap.ts';
import { planDropTable, planRefresh, planRenameTable } from './tables.ts';
import type { World } from './world.ts';

type Planner = (statement: Node, world: World) => Plan;

const planQueryIn: Planner = (statement, { catalogue }) => planQuery(statement, catalogue);

/** What is made of each kind of statement; the kinds are the names of the grammar's alternatives. */
const PLANNERS: Readonly<Record<string, Planner>> = {
  Default: planQueryIn,
  Update: planQueryIn,
  Delete: planQueryIn,
  Insert: (statement, { catalogue }) => planInsert(statement, catalogue),
  CreateTable: planCreateTable,
  ShowCreateTable: planShowCreate,
  DropTable: planDropTable,
  RefreshTable: planRefresh,
  AlterClusterSwapTable: planSwap,
  AlterTableRenameTable: planRenameTable,
  AddColumn: (statement, world) => planAlter(statement, world, (table) => addColumns(statement, table)),
  DropColumn: (statement, world) => planAlter(statement, world, (table) => dropColumns(statement, table)),
  AlterTableRenameColumn: (statement, world) =>
    planAlter(statement, world, (table) => renameColumn(statement, table)),
  AlterTableProperties: (statement, world) =>
    planAlter(statement, world, (table) => alterOptions(statement, table)),
  AlterTableOpenClose: (statement, world) =>
    planAlter(statement, world, (table) => openOrClose(statement, table)),
  Set: planSet,
  SetTransaction: () => planNothing('SET 0'),
  SetTimeZone: () => planNothing('SET 0'),
  Begin: () => planNothing('BEGIN'),
  StartTransaction: () => planNothing('START 0'),
  Commit: (statement) => planNothing(`${statement.text.toUpperCase()} 0`),
  Discard: () => planNothing('DISCARD 0'),
  Deallocate: () => planNothing('DEALLOCATE 0'),
};

/** Plans a parsed statement; throws CrateDB's refusal, or 0A000 for what the stand-in does not know. */
export function planStatement(statement: Node, world: World): Plan {
  const kind = Object.keys(PLANNERS).find((each) => is(statement, each));
  const planner = kind === undefined ? undefined : PLANNERS[kind];
  if (planner === undefined) throw unsupported(`this statement: ${statement.text.slice(0, 60)}`);
  return planner(statement, world);
}
