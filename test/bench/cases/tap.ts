import type { BenchCase, OpenCase, Session } from '../case.ts';
import { LoadedStream } from '../kinesis/loaded-stream.ts';
import type { Scope } from '../measure/scope.ts';

/** The tap on change records of 600 bytes, against a bare loop over GetRecords. */
export const tapCases: readonly BenchCase[] = [1, 4, 64].map((shards) => ({
  name: `tap-${shards}`,
  title: `Tap: ${shards === 1 ? '1 shard' : `${shards} shards`}`,
  figure: 'records/s',
  open: (session, scope) => openCase(session, scope, shards),
}));

async function openCase(session: Session, scope: Scope, shards: number): Promise<OpenCase> {
  const { records } = session;
  const stream = scope.use(await LoadedStream.start(session, { shards, records }));
  return {
    sides: [stream.tapSide({ name: 'tap-dynamodb-cdc', role: 'measured' }), stream.limitSide()],
    bars: [{ kind: 'ratio', least: 0.6 }],
  };
}
