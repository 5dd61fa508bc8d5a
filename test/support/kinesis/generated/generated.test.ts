import { pageOf, readShard, startHostileKinesis, textsOf } from '@cdc-relay/hostile-kinesis';
import { expect, test } from 'vitest';
import { generatedModel, warmPages } from './generated.ts';

const load = { streamName: 'cdc', shards: 2, recordsPerShard: 2500 };

test('every record is the INSERT of another order, in 600 bytes', () => {
  const records = generatedModel(load).streams.flatMap(({ shards }) =>
    shards.flatMap(({ records }) => records),
  );
  const texts = records.map(({ data }) => data.toString());
  expect(new Set(records.map(({ data }) => data.length))).toEqual(new Set([600]));
  const keys = texts.map((text) => JSON.parse(text).dynamodb.Keys.order_id.N);
  expect(new Set(keys).size).toBe(5000);
});

test('is read like any other model; warmed pages are the ones served', async () => {
  const model = generatedModel(load);
  const shard = model.streams[0]?.shards[0];
  if (shard === undefined) throw new Error('no shard');
  warmPages(shard, 1000);
  for (const from of [0, 2000]) expect(pageOf(shard, from, 1000)).toBe(pageOf(shard, from, 1000));
  await using kinesis = await startHostileKinesis(model, { pageSize: 1000 });
  const pages = await readShard(kinesis.client(), 'cdc', shard.id);
  expect(pages.map(({ Records }) => Records?.length)).toEqual([1000, 1000, 500, 0]);
  expect(textsOf(pages)).toEqual(shard.records.map(({ data }) => data.toString()));
});
