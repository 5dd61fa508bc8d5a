import type { Point } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import type { DaemonRecord } from './protocol.ts';
import { ShardCounts } from './shard-counts.ts';

const record: DaemonRecord = {
  sequenceNumber: '1',
  subSequenceNumber: 0,
  data: Buffer.from('abcdef').toString('base64'),
  approximateArrivalTimestamp: 0,
};

function amountOf(points: readonly Point[], name: Point['name']): Point['value'] | undefined {
  return points.find((one) => one.name === name)?.value;
}

test('records, their bytes and the lag of the daemon are counted', () => {
  const counts = new ShardCounts('shard-1', 8_000);
  counts.called({ action: 'processRecords', records: [record, record], millisBehindLatest: 2_500 });
  counts.answered(0);
  counts.called({ action: 'processRecords', records: [], millisBehindLatest: null });
  const { points, causes } = counts.report(0);
  expect(amountOf(points, 'dynamodb_cdc_shard_records_total')).toBe(2);
  expect(amountOf(points, 'dynamodb_cdc_shard_bytes_total')).toBe(12);
  expect(amountOf(points, 'dynamodb_cdc_shard_read_lag_seconds')).toBe(2.5);
  expect(causes).toEqual([]);
});

test('a shard of which the daemon brings nothing is not ready; one that waits for CrateDB in a call says so itself', () => {
  const counts = new ShardCounts('shard-1', 8_000);
  counts.answered(0);
  expect(counts.report(8_000).causes).toEqual([]);
  expect(counts.report(8_001).causes).toMatchObject([{ code: 'SHARD_UNANSWERED' }]);
  counts.called({ action: 'processRecords', records: [], millisBehindLatest: 0 });
  expect(counts.report(60_000).causes).toEqual([]);
});
