import { join } from 'node:path';
import { openSchema } from '../../support/cratedb/schema.ts';
import type { BenchCase, Side } from '../case.ts';
import { schemaLine, singerLines } from '../workload/lines.ts';
import { deletes, inserts, upserts, type Workload } from '../workload/workload.ts';
import { writeLines } from '../workload/write-lines.ts';
import { targetSide } from './target-sides.ts';
import { TargetTable } from './target-table.ts';

/** The target with `delete_mode: tombstone` against the same with `remove`. */
export const tombstoneCases: readonly BenchCase[] = [
  tombstoneCase('tombstone-insert', 'delete_mode tombstone: insert', inserts, 0.9),
  tombstoneCase('tombstone-upsert', 'delete_mode tombstone: update of existing rows', upserts, 0.9),
  tombstoneCase('tombstone-delete', 'delete_mode tombstone: delete', deletes, 2),
];

function tombstoneCase(
  name: string,
  title: string,
  workload: (count: number) => Workload,
  least: number,
): BenchCase {
  const open: BenchCase['open'] = async (session, scope) => {
    const work = workload(session.records);
    const path = join(session.folder, `${name}.singer`);
    writeLines(path, work.operations, singerLines, [schemaLine()]);
    const side = async (mode: 'tombstone' | 'remove', role: Side['role']): Promise<Side> => {
      const schema = scope.use(await openSchema(session.crateUrl));
      return targetSide(new TargetTable(session, schema, work, mode), path, { name: mode, role });
    };
    const sides = [await side('tombstone', 'measured'), await side('remove', 'limit')];
    return { sides, bars: [{ kind: 'ratio', least }] };
  };
  return { name, title, figure: 'records/s', open };
}
