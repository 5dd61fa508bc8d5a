import { expect, test } from 'vitest';
import { hashKey } from './hash-range.ts';
import { kinesisModel, streamOf } from './model.ts';
import { addRecords, putAll, routeTo } from './records.ts';
import { merge, split } from './reshard.ts';
import { expire, trim } from './retention.ts';
import { sequenceNumber } from './sequence-number.ts';

const newStream = (shards: number) => streamOf(kinesisModel({ s: shards }), 's');

test('the shards of a Kinesis stream share all hash keys out evenly', () => {
  const ranges = newStream(3).shards.map(({ range }) => range);
  expect(ranges[0]?.from).toBe(0n);
  expect(ranges[1]?.from).toBe((ranges[0]?.to ?? 0n) + 1n);
  expect(ranges[2]?.to).toBe(2n ** 128n - 1n);
});

test('sequence numbers have 56 digits, grow, and are equal as JavaScript numbers', () => {
  const [first, second] = [sequenceNumber(7, 1), sequenceNumber(7, 2)];
  expect(first).toMatch(/^\d{56}$/);
  expect(BigInt(second) > BigInt(first)).toBe(true);
  expect(Number(second)).toBe(Number(first));
});

test('a split halves the hash range and names the parent; a merge puts it together again', () => {
  const stream = newStream(1);
  const [low, high] = split(stream, 'shardId-000000000000');
  const child = merge(stream, low.id, high.id);
  expect([low.parents, child.parents]).toEqual([['shardId-000000000000'], [low.id, high.id]]);
  expect(child.range).toEqual(stream.shards[0]?.range);
  expect(stream.shards.map(({ closedAt }) => closedAt === undefined)).toEqual([false, false, false, true]);
});

test('shards with a gap between them cannot be merged', () => {
  const stream = newStream(3);
  expect(() => merge(stream, 'shardId-000000000000', 'shardId-000000000002')).toThrow('adjacent');
});

test('records go where the MD5 of their partition key, or an explicit hash key, says', () => {
  const stream = newStream(2);
  putAll(stream, [{ partitionKey: 'a', data: 'x' }]); // 0cc1… is in the lower half
  expect(hashKey('a')).toBe(0x0cc175b9c0f1b6a831c399e269772661n);
  expect(stream.shards.map(({ records }) => records.length)).toEqual([1, 0]);
  expect(routeTo(stream, 'a', String(2n ** 127n)).number).toBe(1);
});

test('a closed shard takes no records, and only closed shards expire', () => {
  const stream = newStream(1);
  const [parent] = stream.shards;
  if (parent === undefined) throw new Error('no shard');
  addRecords(parent, [{ partitionKey: 'a', data: 'x' }]);
  expect(() => expire(parent)).toThrow('open');
  split(stream, parent.id);
  expect(() => addRecords(parent, [{ partitionKey: 'a', data: 'x' }])).toThrow('closed');
  expire(parent);
  expect(parent.trimmed).toBe(1);
});

test('trimming never brings records back', () => {
  const [shard] = newStream(1).shards;
  if (shard === undefined) throw new Error('no shard');
  addRecords(
    shard,
    ['a', 'b', 'c'].map((data) => ({ partitionKey: 'k', data })),
  );
  trim(shard, 2);
  trim(shard, 1);
  expect(shard.trimmed).toBe(2);
});
