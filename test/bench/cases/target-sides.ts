import { BIN } from '../../support/programs/run.ts';
import type { Side } from '../case.ts';
import { counted, limitProgram, runScript } from '../measure/script.ts';
import type { TargetTable } from './target-table.ts';

const TARGET = 'target-cratedb';

/** The target, fed with a file of Singer lines through a pipe; `settings` are variables. */
export function targetSide(
  table: TargetTable,
  path: string,
  identity: Pick<Side, 'name' | 'role'> = { name: TARGET, role: 'measured' },
  settings: Readonly<Record<string, string>> = {},
): Side {
  const text = `cat "$FILE" | ${counted(TARGET, `"${BIN.target}" "$TARGET"`)} > /dev/null`;
  return sideOf(table, identity, TARGET, text, path, settings);
}

/** The minimal client over the PostgreSQL wire. */
export function limitSide(table: TargetTable, path: string): Side {
  const text = counted('client', `${limitProgram('pg-writer')} "$SERVER" "$TABLE" "$FILE"`);
  return sideOf(table, { name: 'plain client', role: 'limit' }, 'client', text, path);
}

/** HTTP bulk_args, where the CrateDB in use has an HTTP port that is known. */
export function referenceSides(table: TargetTable, path: string): Side[] {
  const url = new URL(table.session.crateUrl);
  if (url.protocol !== 'crate:') return [];
  const endpoint = `http://${url.host}/_sql`;
  const text = counted('client', `${limitProgram('http-writer')} "${endpoint}" "$TABLE" "$FILE"`);
  return [sideOf(table, { name: 'HTTP bulk_args', role: 'reference' }, 'client', text, path)];
}

function sideOf(
  table: TargetTable,
  identity: Pick<Side, 'name' | 'role'>,
  program: string,
  text: string,
  path: string,
  settings: Readonly<Record<string, string>> = {},
): Side {
  const script = { programs: [program], text, variables: { ...table.variables, ...settings, FILE: path } };
  return {
    ...identity,
    records: table.workload.operations.length,
    prepare: () => table.reset(),
    run: () => runScript(table.session, script),
    check: () => table.check(),
  };
}
