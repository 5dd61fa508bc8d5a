import type { BenchCase, OpenCase, Session } from '../case.ts';
import { LoadedStream } from '../kinesis/loaded-stream.ts';
import type { Scope } from '../measure/scope.ts';

/** However many shards have a backlog. */
const MAX_MEGABYTES = 180;

/** The tap on change records of 600 bytes, against a bare loop over GetRecords. */
const polled: readonly BenchCase[] = [1, 4, 64].map((shards) => ({
  name: `tap-${shards}`,
  title: `Tap: ${shards === 1 ? '1 shard' : `${shards} shards`}`,
  figure: 'records/s',
  open: (session, scope) => openCase(session, scope, shards),
}));

/** The tap, pushed and polled in turn. */
const pushed: BenchCase = {
  name: 'tap-fan-out',
  title: 'Tap: 4 shards that push, and polled',
  figure: 'records/s',
  open: async (session, scope) => {
    const stream = scope.use(await LoadedStream.start(session, { shards: 4, records: session.records }));
    return {
      sides: [
        stream.tapSide({ name: 'pushed', role: 'measured' }, '&fan-out=true'),
        stream.tapSide({ name: 'polled', role: 'limit' }),
      ],
      bars: [{ kind: 'ratio', least: 0.8 }],
    };
  },
};

/** The tap on the DynamoDB stream of a table, and on Kinesis in turn. */
const ofTable: BenchCase = {
  name: 'tap-streams',
  title: 'Tap: 4 shards of a DynamoDB stream, and of Kinesis',
  figure: 'records/s',
  open: async (session, scope) => {
    const { records } = session;
    const table = scope.use(await LoadedStream.start(session, { shards: 4, records, kind: 'table' }));
    const kinesis = scope.use(await LoadedStream.start(session, { shards: 4, records }));
    return {
      sides: [
        table.tapSide({ name: 'DynamoDB Streams', role: 'measured' }),
        kinesis.tapSide({ name: 'Kinesis', role: 'limit' }),
      ],
      bars: [],
    };
  },
};

export const tapCases: readonly BenchCase[] = [...polled, pushed, ofTable];

async function openCase(session: Session, scope: Scope, shards: number): Promise<OpenCase> {
  const { records } = session;
  const stream = scope.use(await LoadedStream.start(session, { shards, records }));
  const name = 'tap-dynamodb-cdc';
  return {
    sides: [stream.tapSide({ name, role: 'measured' }), stream.limitSide()],
    bars: [
      { kind: 'ratio', least: 0.6 },
      { kind: 'memory', side: name, program: name, most: MAX_MEGABYTES },
    ],
  };
}
