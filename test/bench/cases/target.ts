import { join } from 'node:path';
import { openSchema } from '../../support/cratedb/schema.ts';
import type { Bar, BenchCase, Side } from '../case.ts';
import { objectLines, parameterLines, schemaLine, singerLines } from '../workload/lines.ts';
import { deletes, inserts, mix, upserts, type Workload } from '../workload/workload.ts';
import { writeLines } from '../workload/write-lines.ts';
import { limitSide, referenceSides, targetSide } from './target-sides.ts';
import { TargetTable } from './target-table.ts';

/** The target on prepared Singer lines, against a minimal client on the same rows. */
export const targetCases: readonly BenchCase[] = [
  targetCase('target-insert', 'Target: insert', inserts, [{ kind: 'ratio', least: 0.7 }]),
  targetCase('target-upsert', 'Target: update of existing rows', upserts, [{ kind: 'ratio', least: 0.9 }]),
  targetCase('target-delete', 'Target: delete', deletes, [{ kind: 'ratio', least: 0.7 }]),
  targetCase('target-mix', 'Target: 60 % insert, 30 % update, 10 % delete', mix, []),
];

function targetCase(
  name: string,
  title: string,
  workload: (count: number) => Workload,
  bars: readonly Bar[],
): BenchCase {
  const open: BenchCase['open'] = async (session, scope) => {
    const schema = scope.use(await openSchema(session.crateUrl));
    const table = new TargetTable(session, schema, workload(session.records));
    return { sides: sides(table, name), bars };
  };
  return { name, title, figure: 'records/s', open };
}

function sides(table: TargetTable, name: string): Side[] {
  const { operations } = table.workload;
  const path = (form: string): string => join(table.session.folder, `${name}.${form}`);
  writeLines(path('singer'), operations, singerLines, [schemaLine()]);
  writeLines(path('objects'), operations, objectLines);
  writeLines(path('parameters'), operations, parameterLines);
  return [
    targetSide(table, path('singer')),
    limitSide(table, path('objects')),
    ...referenceSides(table, path('parameters')),
  ];
}
