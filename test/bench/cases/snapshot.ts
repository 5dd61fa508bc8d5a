import { snapshotUrl } from '../../snapshot/tables.ts';
import { dropTables, openSchema } from '../../support/cratedb/schema.ts';
import { BIN } from '../../support/programs/run.ts';
import type { BenchCase, OpenCase, Session, Side } from '../case.ts';
import { GENERATED, startGeneratedTable } from '../dynamodb/generated-table.ts';
import type { Scope } from '../measure/scope.ts';
import { counted, runScript } from '../measure/script.ts';
import { checkRows } from './table.ts';

const TAP = 'tap-dynamodb-cdc';
const TARGET = 'target-cratedb';

const MAX_MB = 256;

/** A snapshot through the pipe, against the scan alone; DynamoDB is a server of this project, which makes a million items at once. */
export const snapshotCases: readonly BenchCase[] = [
  { name: 'snapshot', title: 'Snapshot', figure: 'records/s', open: openCase },
];

async function openCase(session: Session, scope: Scope): Promise<OpenCase> {
  const server = scope.use(await startGeneratedTable(session.records));
  const schema = scope.use(await openSchema(session.crateUrl));
  const variables = {
    TAP: BIN.tap,
    SOURCE: snapshotUrl(server.endpoint, GENERATED),
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
        check: () => checkRows(schema, GENERATED, session.records),
      },
      { name: 'the scan alone', role: 'limit', ...side([TAP], '') },
    ],
    bars: [
      { kind: 'ratio', least: 0.7 },
      { kind: 'memory', side: 'tap | target', program: TAP, most: MAX_MB },
      { kind: 'memory', side: 'tap | target', program: TARGET, most: MAX_MB },
    ],
  };
}
