import type { KinesisRecord } from '../kinesis/port.ts';
import { compareSequenceNumbers } from '../shards/sequence-number.ts';

/** Kinesis' pages are in order; a bookmark must not depend on it. */
export function inOrder(records: readonly KinesisRecord[]): readonly KinesisRecord[] {
  const before = (a: KinesisRecord, b: KinesisRecord): number =>
    compareSequenceNumbers(a.SequenceNumber ?? '', b.SequenceNumber ?? '');
  const ordered = records.every((record, i) => i === 0 || before(records[i - 1] ?? record, record) <= 0);
  return ordered ? records : records.toSorted(before);
}
