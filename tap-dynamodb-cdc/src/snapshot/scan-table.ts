import type { LineWriter } from '@cdc-relay/singer';
import type { DynamoDb } from '../dynamodb/port.ts';
import type { StateWriter } from '../emit/state-writer.ts';
import type { SnapshotSet } from '../tables/snapshot-set.ts';
import { endSnapshot } from './end-snapshot.ts';
import type { ScannedTable } from './found-item.ts';
import type { ItemEmitter } from './item-emitter.ts';
import type { ReadUnits } from './read-units.ts';
import type { ScanProgress } from './scan-progress.ts';
import { scanSegment } from './scan-segment.ts';
import { together } from './together.ts';

/** What a table's scan works with. */
export interface TableScan {
  readonly dynamoDb: DynamoDb;
  readonly table: ScannedTable;
  readonly snapshots: SnapshotSet;
  readonly emitter: ItemEmitter;
  readonly states: StateWriter;
  readonly output: LineWriter;
  readonly units: ReadUnits;
  readonly progress: ScanProgress;
  readonly consistent: boolean;
}

/** Scans what is left of a table, all segments at the same time, and says at the end that older rows are no more. */
export async function scanTable(scan: TableScan, signal: AbortSignal): Promise<void> {
  const { table, snapshots } = scan;
  const segments = snapshots.tables.get(table.name)?.segments ?? [];
  await together(
    signal,
    segments.map((_, segment) => (both: AbortSignal) => scanOne(scan, segment, segments.length, both)),
  );
  signal.throwIfAborted();
  await endSnapshot(scan);
}

async function scanOne(scan: TableScan, segment: number, segments: number, signal: AbortSignal) {
  const { dynamoDb, table, snapshots, emitter, states, output, units, progress, consistent } = scan;
  const from = snapshots.tables.get(table.name)?.segments?.[segment] ?? 'BEGIN';
  const pages = scanSegment(
    { dynamoDb, units, table: table.name, segment, segments, from, consistent },
    signal,
  );
  for await (const page of pages) {
    await emitter.emit(table, page.items);
    snapshots.advance(table.name, table.version, segment, page.position);
    progress.page(page.items.length, page.units);
    await states.emitted(page.items.length);
    await output.flush();
  }
}
