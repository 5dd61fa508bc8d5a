import { snapshotUrl } from '../../snapshot/tables.ts';
import { openSchema } from '../../support/cratedb/schema.ts';
import { BIN } from '../../support/programs/run.ts';
import type { BenchCase, OpenCase, Session } from '../case.ts';
import { GENERATED, startGeneratedTable } from '../dynamodb/generated-table.ts';
import type { Scope } from '../measure/scope.ts';
import { counted, runScript, shellOrThrow } from '../measure/script.ts';
import { checkRows } from './table.ts';

const TAP = 'tap-dynamodb-cdc';
const RELAY = 'dynamodb-cdc-relay';
const MAX_MEGABYTES = 200;

/** `verify` of a table that equals its source, against the scan alone. */
export const verifyCases: readonly BenchCase[] = [
  { name: 'verify', title: 'Verify', figure: 'records/s', open: openCase },
];

async function openCase(session: Session, scope: Scope): Promise<OpenCase> {
  const { records, crateUrl } = session;
  const server = scope.use(await startGeneratedTable(records));
  const schema = scope.use(await openSchema(crateUrl));
  const variables = {
    TAP: BIN.tap,
    TARGET_CRATEDB: BIN.target,
    RELAY: BIN.relay,
    SOURCE: snapshotUrl(server.endpoint, GENERATED),
    URL: schema.url,
  };
  await shellOrThrow(session, '"$TAP" "$SOURCE" | "$TARGET_CRATEDB" "$URL" > /dev/null', variables);
  await checkRows(schema, GENERATED, records);
  const verify = counted(RELAY, '"$RELAY" verify "$SOURCE" "$URL" --settle 0 --format json');
  const isEqual = `grep -q '"equal":${records},'`;
  return {
    sides: [
      {
        name: 'verify',
        role: 'measured',
        records,
        run: () => runScript(session, { programs: [RELAY], text: `${verify} | ${isEqual}`, variables }),
      },
      {
        name: 'the scan alone',
        role: 'limit',
        records,
        run: () =>
          runScript(session, {
            programs: [TAP],
            text: `${counted(TAP, '"$TAP" "$SOURCE"')} > /dev/null`,
            variables,
          }),
      },
    ],
    bars: [{ kind: 'memory', side: 'verify', program: RELAY, most: MAX_MEGABYTES }],
  };
}
