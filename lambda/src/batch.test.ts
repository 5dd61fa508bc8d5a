import { expect, test } from 'vitest';
import { Batch } from './batch.ts';

const records = ['1', '2', '3'].map((sequenceNumber) => ({
  shardId: 's',
  sequenceNumber,
  data: Buffer.of(),
}));

test('the first record after the durable state is pending', () => {
  const batch = new Batch(records, 1, 0);
  expect(batch.firstPending(undefined)?.sequenceNumber).toBe('1');
  const before = batch.state().value;
  batch.count();
  batch.count();
  const { value } = batch.state();
  expect(batch.firstPending(before)?.sequenceNumber).toBe('1');
  expect(batch.firstPending(value)?.sequenceNumber).toBe('3');
  batch.count();
  expect(batch.firstPending(batch.state().value)).toBeUndefined();
});

test('the state of another batch says nothing of this one', () => {
  const earlier = new Batch(records, 1, 0);
  earlier.count();
  expect(new Batch(records, 2, 0).firstPending(earlier.state().value)?.sequenceNumber).toBe('1');
});

test('a message is of the record that was decoded when the target got it', () => {
  const batch = new Batch(records, 1, 7);
  batch.noteMessage();
  batch.noteMessage();
  batch.count();
  batch.count();
  batch.noteMessage();
  expect([7, 8, 9, 10, 11].map((message) => batch.sourceOf(message)?.sequenceNumber)).toEqual([
    undefined,
    '1',
    '1',
    '3',
    undefined,
  ]);
  expect(batch.messages).toBe(10);
});
