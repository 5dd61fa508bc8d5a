import { join } from 'node:path';
import { openSchema } from '../../support/cratedb/schema.ts';
import type { BenchCase, OpenCase, Session, Side } from '../case.ts';
import { LoadedStream } from '../kinesis/loaded-stream.ts';
import type { Scope } from '../measure/scope.ts';
import { schemaLine, singerLines } from '../workload/lines.ts';
import { inserts } from '../workload/workload.ts';
import { writeLines } from '../workload/write-lines.ts';
import { targetSide } from './target-sides.ts';
import { TargetTable } from './target-table.ts';

const LEAST = 0.98;
const ON = '127.0.0.1:0';

/** What it costs to be seen from outside: each program with its setting `http`, and without it in turn. */
export const observedCases: readonly BenchCase[] = [
  { name: 'observed-tap', title: 'Tap: seen from outside', figure: 'records/s', open: openTap },
  { name: 'observed-target', title: 'Target: seen from outside', figure: 'records/s', open: openTarget },
];

async function openTap(session: Session, scope: Scope): Promise<OpenCase> {
  const size = { shards: 64, records: session.records };
  const stream = scope.use(await LoadedStream.start(session, size));
  return compared((identity, http) =>
    stream.tapSide(identity, '', http === undefined ? {} : { TAP_DYNAMODB_CDC_HTTP: http }),
  );
}

async function openTarget(session: Session, scope: Scope): Promise<OpenCase> {
  const schema = scope.use(await openSchema(session.crateUrl));
  const table = new TargetTable(session, schema, inserts(session.records));
  const file = join(session.folder, 'observed.singer');
  writeLines(file, table.workload.operations, singerLines, [schemaLine()]);
  return compared((identity, http) =>
    targetSide(table, file, identity, http === undefined ? {} : { TARGET_CRATEDB_HTTP: http }),
  );
}

function compared(side: (identity: Pick<Side, 'name' | 'role'>, http?: string) => Side): OpenCase {
  return {
    sides: [side({ name: 'seen', role: 'measured' }, ON), side({ name: 'unseen', role: 'limit' })],
    bars: [{ kind: 'ratio', least: LEAST }],
  };
}
