import type { LineWriter } from '@cdc-relay/singer';
import type { DynamoDb } from '../dynamodb/port.ts';
import type { StateWriter } from '../emit/state-writer.ts';
import type { SnapshotSet } from '../tables/snapshot-set.ts';
import { endSnapshot } from './end-snapshot.ts';
import type { ScannedTable } from './found-item.ts';
import type { ItemEmitter } from './item-emitter.ts';
import { bytesOfUnit, type ReadUnits } from './read-units.ts';
import type { ScanProgress } from './scan-progress.ts';
import { scanSegment } from './scan-segment.ts';
import { type Share, spanOf } from './share.ts';
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
  /** Undefined for all of the table. */
  readonly share: Share | undefined;
  /** Segments that are scanned at the same time. */
  readonly readers: number;
}

/**
 * Scans what is left of a table, or of a share of it, some segments at the same time. At the end it says that older
 * rows are no more; a share does not know that, and ends silently.
 */
export async function scanTable(scan: TableScan, signal: AbortSignal): Promise<void> {
  const { table, snapshots } = scan;
  const segments = snapshots.tables.get(table.name)?.segments ?? [];
  const left = segments.keys();
  const scanSome = async (both: AbortSignal): Promise<void> => {
    for (const segment of left) await scanOne(scan, segment, segments.length, both);
  };
  await together(signal, Array<typeof scanSome>(scan.readers).fill(scanSome));
  signal.throwIfAborted();
  await endSnapshot(scan);
}

async function scanOne(scan: TableScan, segment: number, segments: number, signal: AbortSignal) {
  const { dynamoDb, table, snapshots, emitter, states, output, units, progress, consistent, share } = scan;
  const from = snapshots.tables.get(table.name)?.segments?.[segment] ?? 'BEGIN';
  const { first, total } = spanOf(share, segments);
  const ofTable = { segment: first + segment, segments: total };
  const pages = scanSegment({ dynamoDb, units, table: table.name, ...ofTable, from, consistent }, signal);
  for await (const page of pages) {
    await emitter.emit(table, page.items, share === undefined ? table.version : undefined);
    snapshots.advance(table.name, table.version, segment, page.position);
    const bytes = page.units * bytesOfUnit(consistent);
    progress.page({ items: page.items.length, units: page.units, bytes });
    await states.emitted(page.items.length);
    await output.flush();
  }
}
