import { expect, test } from 'vitest';
import { Batch } from './batch.ts';

const records = ['1', '2', '3'].map((sequenceNumber) => ({
  shardId: 's',
  sequenceNumber,
  data: Buffer.of(),
}));

test('the first record after the durable state is pending', () => {
  const batch = new Batch(records, 'request-1');
  expect(batch.firstPending(undefined)).toBe('1');
  const before = batch.state().value;
  batch.count();
  batch.count();
  const { value } = batch.state();
  expect(batch.firstPending(before)).toBe('1');
  expect(batch.firstPending(value)).toBe('3');
  batch.count();
  expect(batch.firstPending(batch.state().value)).toBeUndefined();
});

test('the state of another batch says nothing of this one', () => {
  const earlier = new Batch(records, 'request-1');
  earlier.count();
  expect(new Batch(records, 'request-2').firstPending(earlier.state().value)).toBe('1');
});
