import { expect, test } from 'vitest';
import { compareSequenceNumbers } from '../shards/sequence-number.ts';
import { sequenceOrder } from './sequence-order.ts';

const MODIFY = { micros: 1_700_000_000_000_000, streamSequence: undefined, eventName: 'MODIFY' } as const;

test('sorts as text like the sequence numbers do', () => {
  const numbers = ['9', '10', '0011', '12', '12.2', '12.10', '13', '1'.repeat(56), `2${'0'.repeat(55)}`];
  const orders = numbers.map((number) => sequenceOrder(MODIFY, number) ?? '');
  expect(orders.toSorted()).toEqual(orders);
  expect(new Set(orders).size).toBe(numbers.length);
  expect(numbers.toSorted(compareSequenceNumbers)).toEqual(numbers);
});

test('the sequence number of DynamoDB Streams comes before that of what forwards the record', () => {
  expect(sequenceOrder({ ...MODIFY, streamSequence: '4421' }, '49')).toBe('004:4421');
  expect(sequenceOrder({ ...MODIFY, streamSequence: '' }, '49')).toBe('002:49');
});

test('only what can tie has one', () => {
  expect(sequenceOrder({ ...MODIFY, micros: MODIFY.micros + 1 }, '49')).toBeUndefined();
  expect(sequenceOrder({ ...MODIFY, eventName: 'SNAPSHOT' }, '49')).toBeUndefined();
  expect(sequenceOrder(MODIFY, null)).toBeUndefined();
});
