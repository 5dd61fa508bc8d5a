import type { LineWriter } from '@cdc-relay/singer';
import type { StateWriter } from '../emit/state-writer.ts';
import type { SnapshotSet } from '../tables/snapshot-set.ts';
import type { ScannedTable } from './found-item.ts';
import type { ItemEmitter } from './item-emitter.ts';
import type { ScanProgress } from './scan-progress.ts';
import type { Share } from './share.ts';

/** What the end of a table's snapshot works with. */
export interface SnapshotEnd {
  readonly table: ScannedTable;
  readonly snapshots: SnapshotSet;
  readonly emitter: ItemEmitter;
  readonly states: StateWriter;
  readonly output: LineWriter;
  readonly progress: ScanProgress;
  /** A part of the table, which does not know what the others have; undefined for all of it. */
  readonly share?: Share | undefined;
}

/** Says, once all items of a table were emitted, that older rows are no more; of a share's end only the state says it. */
export async function endSnapshot(end: SnapshotEnd): Promise<void> {
  const { table, snapshots, emitter, states, output, progress, share } = end;
  if (share === undefined) await emitter.activate(table);
  snapshots.finish(table.name, table.version);
  progress.end();
  await states.write();
  await output.flush();
}
