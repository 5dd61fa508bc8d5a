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

const SHARDS = 4;
const MAX_MEGABYTES = { 'tap-dynamodb-cdc': 200, 'target-cratedb': 256 };

type Program = keyof typeof MAX_MEGABYTES;

/** Time and memory at a tenth, once and ten times the number of records: per record, both should be flat. */
export const growthCases: readonly BenchCase[] = [
  growthCase('growth-tap', 'Growth: tap', 'tap-dynamodb-cdc', tapSide),
  growthCase('growth-target', 'Growth: target, insert', 'target-cratedb', insertSide),
];

/** Opens the program's side for this many records. */
type SideOf = (name: string, records: number, session: Session, scope: Scope) => Promise<Side>;

function growthCase(name: string, title: string, program: Program, sideOf: SideOf): BenchCase {
  const open: BenchCase['open'] = (session, scope) => openCase(program, sideOf, session, scope);
  return { name, title, figure: 'µs/record', open };
}

async function openCase(program: Program, sideOf: SideOf, session: Session, scope: Scope): Promise<OpenCase> {
  const sides: Side[] = [];
  for (const records of [session.records / 10, session.records, session.records * 10].map(Math.ceil)) {
    sides.push(await sideOf(`${records.toLocaleString('en-US')} records`, records, session, scope));
  }
  const largest = sides.at(-1)?.name ?? '';
  return { sides, bars: [{ kind: 'memory', side: largest, program, most: MAX_MEGABYTES[program] }] };
}

async function tapSide(name: string, records: number, session: Session, scope: Scope): Promise<Side> {
  const stream = scope.use(await LoadedStream.start(session, { shards: SHARDS, records }));
  return stream.tapSide({ name, role: 'measured' });
}

async function insertSide(name: string, records: number, session: Session, scope: Scope): Promise<Side> {
  const schema = scope.use(await openSchema(session.crateUrl));
  const table = new TargetTable(session, schema, inserts(records));
  const path = join(session.folder, `growth-${records}.singer`);
  writeLines(path, table.workload.operations, singerLines, [schemaLine()]);
  return { ...targetSide(table, path), name };
}
