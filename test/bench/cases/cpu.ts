import { join } from 'node:path';
import { openSchema } from '../../support/cratedb/schema.ts';
import type { Bar, BenchCase, OpenCase, Session, Side } from '../case.ts';
import { LoadedStream } from '../kinesis/loaded-stream.ts';
import type { Scope } from '../measure/scope.ts';
import { counted, limitProgram, runScript } from '../measure/script.ts';
import { schemaLine, singerLines } from '../workload/lines.ts';
import { inserts } from '../workload/workload.ts';
import { writeLines, writeTexts } from '../workload/write-lines.ts';
import { targetSide } from './target-sides.ts';
import { TargetTable } from './target-table.ts';

const SHARDS = 4;
const PROGRAM = 'json';
const MAX_RATIO = 3;

/**
 * Processor time per record of each program, at a tenth and ten times the number of records: beside that of the JSON
 * which it cannot do without. It does not depend on what else runs on the machine, as a rate does.
 */
export const cpuCases: readonly BenchCase[] = [
  {
    name: 'cpu-target',
    title: 'Processor time: target, insert, to JSON.parse and JSON.stringify of its lines',
    figure: 'records/s',
    open: openTarget,
  },
  {
    name: 'cpu-tap',
    title: 'Processor time: tap, 4 shards, to JSON.parse of its records and writing its lines',
    figure: 'records/s',
    open: openTap,
  },
];

async function openTarget(session: Session, scope: Scope): Promise<OpenCase> {
  const sides: Side[] = [];
  for (const { name, records } of counts(session)) {
    const schema = scope.use(await openSchema(session.crateUrl));
    const table = new TargetTable(session, schema, inserts(records));
    writeLines(fileOf(session, records), table.workload.operations, singerLines, [schemaLine()]);
    sides.push({ ...targetSide(table, fileOf(session, records)), name });
  }
  const file = fileOf(session, session.records / 10);
  const limit = jsonSide(session, 'JSON of its lines', session.records / 10, `${file} ${file}`);
  return withBars(sides, limit);
}

async function openTap(session: Session, scope: Scope): Promise<OpenCase> {
  const [lines, data] = [fileOf(session, session.records / 10), join(session.folder, 'cpu.data')];
  const sides: Side[] = [];
  for (const { name, records } of counts(session)) {
    const size = { shards: SHARDS, records };
    const stream = scope.use(await LoadedStream.start(session, size, fileOf(session, records)));
    sides.push(stream.tapSide({ name, role: 'measured' }));
    if (records === session.records / 10) writeTexts(data, stream.dataLines());
  }
  const name = 'JSON of its records and lines';
  return withBars(sides, jsonSide(session, name, session.records / 10, `${data} ${lines} write`));
}

/** Of the fewest records the start of the program is nearly all. */
function counts({ records }: Session): { readonly name: string; readonly records: number }[] {
  return [records / 1000, records / 10, records * 10].map((count) => {
    const whole = Math.max(SHARDS, Math.ceil(count));
    return { name: `${whole.toLocaleString('en-US')} records`, records: whole };
  });
}

function fileOf({ folder }: Session, records: number): string {
  return join(folder, `cpu-${records}.singer`);
}

function jsonSide(session: Session, name: string, records: number, files: string): Side {
  const text = counted(PROGRAM, `${limitProgram('json-lines')} ${files}`);
  const run = () => runScript(session, { programs: [PROGRAM], text, variables: {} });
  return { name, role: 'reference', records, run };
}

function withBars(sides: readonly Side[], limit: Side): OpenCase {
  const [fewest, ...others] = sides;
  const bars = others.map(({ name: side }): Bar => {
    return { kind: 'processor', side, beyond: fewest?.name ?? '', limit: limit.name, most: MAX_RATIO };
  });
  return { sides: [...sides, limit], bars };
}
