import { join } from 'node:path';
import { MANY, MANY_ORDERS, manyOrders } from '../../snapshot/land-snapshot.ts';
import { snapshotUrl } from '../../snapshot/tables.ts';
import { dropTables, openSchema } from '../../support/cratedb/schema.ts';
import { startDynalite } from '../../support/dynamodb-server/dynalite.ts';
import { createTable } from '../../support/dynamodb-server/tables.ts';
import { writeLargeExport } from '../../support/exports/export-files.ts';
import { BIN } from '../../support/programs/run.ts';
import type { BenchCase, OpenCase, Session, Side } from '../case.ts';
import type { Scope } from '../measure/scope.ts';
import { counted, limitProgram, runScript } from '../measure/script.ts';
import { checkRows } from './table.ts';

const TAP = 'tap-dynamodb-cdc';
const TARGET = 'target-cratedb';

const FILE_ITEMS = 50_000;
const FILES_AT_ONCE = 4;
const MAX_MB = 256;

/** An export on disk: the tap against unpacking and parsing it; and the pipe into CrateDB against the tap. */
export const exportCases: readonly BenchCase[] = [
  { name: 'export-tap', title: 'Export: the tap', figure: 'records/s', open: openTap },
  { name: 'export-pipe', title: 'Export: into CrateDB', figure: 'records/s', open: openPipe },
];

/** Runs a script on an export of the case's table. */
type Runner = (programs: readonly string[], text: string) => Side['run'];

async function openExport(
  session: Session,
  scope: Scope,
  url: string,
): Promise<{ place: string; run: Runner }> {
  const server = scope.use(await startDynalite());
  await createTable(server.client, MANY_ORDERS);
  const spec = { table: MANY, id: 'bench', until: Date.now() };
  const place = writeLargeExport(session.folder, spec, manyOrders(session.records, FILE_ITEMS));
  const variables = {
    TAP: BIN.tap,
    SOURCE: snapshotUrl(server.endpoint, MANY),
    TAP_DYNAMODB_CDC_SNAPSHOT_SOURCE: 'export',
    TAP_DYNAMODB_CDC_SNAPSHOT_EXPORTS: JSON.stringify([place]),
    TARGET_CRATEDB: BIN.target,
    URL: url,
  };
  const run: Runner = (programs, text) => () => runScript(session, { programs, text, variables });
  return { place, run };
}

const READ = counted(TAP, '"$TAP" "$SOURCE"');

async function openTap(session: Session, scope: Scope): Promise<OpenCase> {
  const { records } = session;
  const { place, run } = await openExport(session, scope, '');
  const unpack = `${limitProgram('unpack-export')} "${join(place, 'data')}" ${FILES_AT_ONCE}`;
  return {
    sides: [
      { name: TAP, role: 'measured', records, run: run([TAP], `${READ} > /dev/null`) },
      {
        name: 'gunzip and JSON.parse',
        role: 'limit',
        records,
        run: run(['unpack'], counted('unpack', unpack)),
      },
    ],
    bars: [
      { kind: 'ratio', least: 0.7 },
      { kind: 'memory', side: TAP, program: TAP, most: MAX_MB },
    ],
  };
}

async function openPipe(session: Session, scope: Scope): Promise<OpenCase> {
  const { records } = session;
  const schema = scope.use(await openSchema(session.crateUrl));
  const { run } = await openExport(session, scope, schema.url);
  const load = `${READ} | ${counted(TARGET, '"$TARGET_CRATEDB" "$URL"')} > /dev/null`;
  return {
    sides: [
      {
        ...{ name: 'tap | target', role: 'measured', records },
        run: run([TAP, TARGET], load),
        prepare: () => dropTables(schema),
        check: () => checkRows(schema, MANY, records),
      },
      { name: 'the tap alone', role: 'limit', records, run: run([TAP], `${READ} > /dev/null`) },
    ],
    bars: [{ kind: 'memory', side: 'tap | target', program: TAP, most: MAX_MB }],
  };
}
