import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDb, ScanPage } from '../dynamodb/port.ts';
import type { SegmentPosition } from '../tables/segment.ts';
import type { ReadUnits } from './read-units.ts';

/** How a segment is scanned. */
export interface SegmentScan {
  readonly dynamoDb: DynamoDb;
  readonly units: ReadUnits;
  readonly table: string;
  readonly segment: number;
  readonly segments: number;
  readonly from: SegmentPosition;
  readonly consistent: boolean;
}

/** A page of a segment, and where the segment continues. */
export interface SegmentPage {
  readonly items: ScanPage['items'];
  readonly units: number;
  readonly position: SegmentPosition;
}

/** Scans a segment page by page to its end; the next page is requested when the one before was emitted. */
export async function* scanSegment(scan: SegmentScan, signal: AbortSignal): AsyncGenerator<SegmentPage> {
  const { dynamoDb, units, table, segment, segments, consistent } = scan;
  let position = scan.from;
  while (position !== 'END') {
    await turn(units, signal);
    const after = position === 'BEGIN' ? undefined : position;
    const request = { table, segment, segments, after, limit: units.limit, consistent };
    const page = await dynamoDb.scan(request, signal);
    units.spent(performance.now(), page.units, page.items.length);
    position = page.last ?? 'END';
    yield { items: page.items, units: page.units, position };
  }
}

/** Others may have spent the units while this waited. */
async function turn(units: ReadUnits, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  for (let delay = units.delay(performance.now()); delay > 0; delay = units.delay(performance.now()))
    await sleep(Math.ceil(delay), undefined, { signal });
}
