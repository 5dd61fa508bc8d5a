import { marksDeletion } from '../change-record/replication.ts';
import type { SdkItem } from '../dynamodb/port.ts';
import { ReadUnits } from '../snapshot/read-units.ts';
import { scanSegment } from '../snapshot/scan-segment.ts';
import { together } from '../snapshot/together.ts';
import type { SegmentPosition } from '../tables/segment.ts';
import type { ItemReading, ItemReceiver, ItemSourceTable } from './item-page.ts';
import type { Advance } from './read-position.ts';

/** Scans the segments of a table from their positions on, all at the same time; `spent` gets the read capacity units. */
export async function scanItems(
  { name, description, parts, messenger }: ItemSourceTable,
  from: readonly SegmentPosition[],
  { readUnits, consistent, sample }: ItemReading,
  receiver: ItemReceiver,
  { signal, spent }: { readonly signal: AbortSignal; readonly spent: (units: number) => void },
): Promise<void> {
  const { dynamoDb, options } = parts;
  const { snapshotReadUnits, batchSize } = options;
  const segments = from.length;
  const rate = readUnits ?? snapshotReadUnits;
  const units = new ReadUnits({ rate, items: batchSize, readers: segments, consistent });
  const scan = { dynamoDb, units, table: name, segments, consistent };
  const scanOne = async (segment: number, position: SegmentPosition, all: AbortSignal): Promise<void> => {
    for await (const page of scanSegment({ ...scan, segment, from: position }, all)) {
      spent(page.units);
      const items = chosenOf(page.items, sample);
      const messages = await messenger.items(items, 0);
      const keys = items.map((item) => keyOf(item, description.keys));
      await receiver.page({ keys, messages, advance: atSegment(segment, page.position) });
    }
  };
  await together(
    signal,
    from.map((position, segment) => (all: AbortSignal) => scanOne(segment, position, all)),
  );
  signal.throwIfAborted();
}

/** Without those that are being deleted in another region. */
function chosenOf(items: readonly SdkItem[], sample: number): readonly SdkItem[] {
  return items.filter((item) => !marksDeletion(item) && (sample >= 1 || Math.random() < sample));
}

function keyOf(item: SdkItem, names: readonly string[]): SdkItem {
  return Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
}

function atSegment(segment: number, reached: SegmentPosition): Advance {
  return (position) =>
    'segments' in position ? { segments: position.segments.with(segment, reached) } : position;
}
