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
  return await openCase(session, async (size, file) => {
    const schema = scope.use(await openSchema(session.crateUrl));
    const table = new TargetTable(session, schema, inserts(size.records));
    writeLines(file, table.workload.operations, singerLines, [schemaLine()]);
    return [{ ...targetSide(table, file), name: size.name }, jsonSide(session, size, file)];
  });
}

async function openTap(session: Session, scope: Scope): Promise<OpenCase> {
  return await openCase(session, async (size, file) => {
    const stream = scope.use(await LoadedStream.start(session, { shards: SHARDS, ...size }, file));
    writeTexts(`${file}.data`, stream.dataLines());
    const side = stream.tapSide({ name: size.name, role: 'measured' });
    return [side, jsonSide(session, size, `${file}.data ${file}`)];
  });
}

interface Size {
  readonly name: string;
  readonly records: number;
}

/** Opens the program's side of a size, with a file of that size's own, and the side that it is judged by. */
type Open = (size: Size, file: string) => Promise<[Side, Side]>;

async function openCase(session: Session, open: Open): Promise<OpenCase> {
  const pairs: [Side, Side][] = [];
  for (const size of sizes(session))
    pairs.push(await open(size, join(session.folder, `cpu-${size.records}.singer`)));
  const [fewest, ...others] = pairs;
  const bars = others.map(([{ name: side }, { name: limit }]): Bar => {
    return { kind: 'processor', side, beyond: fewest?.[0].name ?? '', limit, most: MAX_RATIO };
  });
  return { sides: [...pairs.map(([side]) => side), ...others.map(([, limit]) => limit)], bars };
}

/** Of the fewest records the start of the program is nearly all. */
function sizes({ records }: Session): Size[] {
  return [records / 1000, records / 10, records * 10].map((count) => {
    const whole = Math.max(SHARDS, Math.ceil(count));
    return { name: `${whole.toLocaleString('en-US')} records`, records: whole };
  });
}

function jsonSide(session: Session, { name, records }: Size, files: string): Side {
  const text = counted(PROGRAM, `${limitProgram('json-lines')} ${files}`);
  const run = () => runScript(session, { programs: [PROGRAM], text, variables: {} });
  return { name: `JSON of ${name}`, role: 'reference', records, run };
}
