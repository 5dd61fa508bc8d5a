import { join } from 'node:path';
import { dropTables, openSchema, type TestSchema } from '../../support/cratedb/schema.ts';
import { BIN } from '../../support/programs/run.ts';
import type { BenchCase, OpenCase, Session, Side } from '../case.ts';
import { LoadedStream } from '../kinesis/loaded-stream.ts';
import type { Scope } from '../measure/scope.ts';
import { counted, runScript } from '../measure/script.ts';
import { checkRows } from './table.ts';

const SHARDS = 4;
/** The table of the generated change records. */
const TABLE = 'orders';
const TAP = 'tap-dynamodb-cdc';
const TARGET = 'target-cratedb';

/** The tap and the target in a pipe, against the slower of the two on its own. */
export const pipeCases: readonly BenchCase[] = [
  { name: 'pipe', title: `Pipe: ${SHARDS} shards`, figure: 'records/s', open: openCase },
];

async function openCase(session: Session, scope: Scope): Promise<OpenCase> {
  const file = join(session.folder, 'pipe.singer');
  const size = { shards: SHARDS, records: session.records };
  const stream = scope.use(await LoadedStream.start(session, size, file));
  const schema = scope.use(await openSchema(session.crateUrl));
  const place = { session, schema, stream, file };
  const sides: Side[] = [
    {
      name: 'tap | target',
      role: 'measured',
      ...intoTable(place, [TAP, TARGET], counted(TAP, '"$TAP" "$SOURCE"')),
    },
    stream.tapSide({ name: 'the tap alone', role: 'limit' }),
    { name: 'the target alone', role: 'limit', ...intoTable(place, [TARGET], 'cat "$FILE"') },
  ];
  return { sides, bars: [{ kind: 'ratio', least: 0.8 }] };
}

interface Place {
  readonly session: Session;
  readonly schema: TestSchema;
  readonly stream: LoadedStream;
  /** What the tap emits. */
  readonly file: string;
}

/** A pipe into the target, which creates the table each time. */
function intoTable(
  { session, schema, stream, file }: Place,
  programs: readonly string[],
  source: string,
): Pick<Side, 'records' | 'prepare' | 'run' | 'check'> {
  const text = `${source} | ${counted(TARGET, `"${BIN.target}" "$TARGET"`)} > /dev/null`;
  const variables = { TAP: BIN.tap, SOURCE: stream.url, FILE: file, TARGET: schema.url };
  return {
    records: stream.records,
    prepare: () => dropTables(schema),
    run: () => runScript(session, { programs, text, variables }),
    check: () => checkRows(schema, TABLE, stream.records),
  };
}
