import { kinesisModel, putAll, startHostileKinesis, streamOf } from '@cdc-relay/hostile-kinesis';
import { expect, test } from 'vitest';
import { putRecords } from './put-records.ts';

test('putRecords puts again what PutRecords refused, and keeps the given order in its answer', async () => {
  const model = kinesisModel({ s: 1 });
  putAll(
    streamOf(model, 's'),
    ['x', 'y', 'z'].map((data) => ({ partitionKey: 'k', data, arrival: 0 })),
  );
  await using kinesis = await startHostileKinesis(model);
  kinesis.setFaults(({ count }) => (count < 3 ? { kind: 'refuse', every: 2 } : undefined));
  const records = ['a', 'b', 'c', 'd'].map((data) => ({ partitionKey: 'k', data }));
  const placed = await putRecords(kinesis.client(), 's', records);
  expect(placed.map(({ sequenceNumber }) => Number(sequenceNumber.slice(-3)) - 3)).toEqual([1, 3, 2, 4]);
  kinesis.setFaults(() => ({ kind: 'refuse', every: 1 }));
  await expect(putRecords(kinesis.client(), 's', records)).rejects.toThrow('Rate exceeded');
});
