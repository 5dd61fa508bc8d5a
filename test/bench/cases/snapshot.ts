import { fillTable, MANY } from '../../snapshot/land-snapshot.ts';
import { snapshotUrl } from '../../snapshot/tables.ts';
import { dropTables, openSchema } from '../../support/cratedb/schema.ts';
import { startDynalite } from '../../support/dynamodb-server/dynalite.ts';
import { BIN } from '../../support/programs/run.ts';
import type { BenchCase, OpenCase, Session, Side } from '../case.ts';
import type { Scope } from '../measure/scope.ts';
import { counted, runScript } from '../measure/script.ts';
import { checkRows } from './table.ts';

const TAP = 'tap-dynamodb-cdc';
const TARGET = 'target-cratedb';

/** A snapshot through the pipe, against the scan alone; DynamoDB is an emulator on the same machine. */
export const snapshotCases: readonly BenchCase[] = [
  { name: 'snapshot', title: 'Snapshot', figure: 'records/s', open: openCase },
];

async function openCase(session: Session, scope: Scope): Promise<OpenCase> {
  const server = scope.use(await startDynalite());
  const schema = scope.use(await openSchema(session.crateUrl));
  await fillTable(server, session.records);
  const variables = {
    TAP: BIN.tap,
    SOURCE: snapshotUrl(server.endpoint, MANY),
    TARGET_CRATEDB: BIN.target,
    URL: schema.url,
  };
  const scan = counted(TAP, '"$TAP" "$SOURCE"');
  const side = (programs: readonly string[], sink: string): Pick<Side, 'records' | 'run'> => ({
    records: session.records,
    run: () => runScript(session, { programs, text: `${scan} ${sink} > /dev/null`, variables }),
  });
  return {
    sides: [
      {
        name: 'tap | target',
        role: 'measured',
        ...side([TAP, TARGET], `| ${counted(TARGET, '"$TARGET_CRATEDB" "$URL"')}`),
        prepare: () => dropTables(schema),
        check: () => checkRows(schema, MANY, session.records),
      },
      { name: 'the scan alone', role: 'limit', ...side([TAP], '') },
    ],
    bars: [],
  };
}
