import {
  addRecords,
  type NewRecord,
  type Shard,
  shardOf,
  split,
  startHostileKinesis,
} from '@cdc-relay/hostile-kinesis';
import type { JsonObject, SingerMessage } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import type { Change } from '../support/dynamodb/change.ts';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import { dynamoDbStreams } from '../support/dynamodb/dialect.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { cdcModel, sourceUrl } from './reading/source.ts';
import { runInProcess } from './reading/tap-in-process.ts';

const SECOND = 1_700_000_000_000_000;

/** Change `number` of an item within one second, as something forwards it from DynamoDB Streams. */
function forwarded(number: number, id = 'a', eventName: Change['eventName'] = 'MODIFY'): NewRecord {
  const keys = { id: { S: id } };
  const newImage = { ...keys, number: { N: String(number) } };
  const change: Change = {
    tableName: 'orders',
    eventName,
    keys,
    ...(eventName === 'REMOVE' ? { oldImage: newImage } : { newImage }),
    at: SECOND + number,
  };
  return changeRecord(change, seededRandom(number), dynamoDbStreams);
}

function source(records: readonly NewRecord[]): {
  model: ReturnType<typeof cdcModel>['model'];
  shard: Shard;
} {
  const { model, cdc } = cdcModel();
  const shard = shardOf(cdc, 'shardId-000000000000');
  addRecords(shard, records);
  return { model, shard };
}

function recordsIn(messages: readonly SingerMessage[]): JsonObject[] {
  return messages.flatMap((message) => (message.type === 'RECORD' ? [message.record as JsonObject] : []));
}

const versionsIn = (messages: readonly SingerMessage[]) =>
  recordsIn(messages).map(({ _sdc_sequence: version }) => Number(version) - SECOND);

test('records of DynamoDB Streams are read: the table of the ARN, the time of the second, the key of a removed item', async () => {
  const { model } = source([forwarded(1, 'a', 'INSERT'), forwarded(2, 'a', 'REMOVE')]);
  await using kinesis = await startHostileKinesis(model);
  const run = await runInProcess({ source_url: sourceUrl(kinesis), cdc_metadata: true });
  expect(run.error).toBeUndefined();
  expect(run.messages.find(({ type }) => type === 'SCHEMA')).toMatchObject({ stream: 'orders' });
  const time = '2023-11-14T22:13:20.000000Z';
  expect(recordsIn(run.messages)).toMatchObject([
    {
      id: 'a',
      number: 1,
      _sdc_sequence: SECOND,
      _sdc_event_time: expect.stringMatching(/^2023-11-14T22:13:20/),
    },
    { id: 'a', _sdc_sequence: SECOND + 1, _sdc_deleted_at: expect.stringContaining(time.slice(0, 19)) },
  ]);
});

test('the changes of one second are numbered, and a restart and a split go on counting', async () => {
  const { model, shard } = source([1, 2, 3, 4].map((number) => forwarded(number, `${number % 2}`)));
  await using kinesis = await startHostileKinesis(model);
  const url = { source_url: sourceUrl(kinesis) };
  const first = await runInProcess({ ...url, max_records: 3 });
  expect(versionsIn(first.messages)).toEqual([0, 1, 2]);
  const stream = model.streams[0];
  if (stream === undefined) throw new Error('no stream');
  for (const child of split(stream, shard.id)) addRecords(child, [forwarded(5), forwarded(6)]);
  const second = await runInProcess({ ...url, max_records: 1 }, { state: first.state });
  expect(versionsIn(second.messages)).toEqual([3]);
  const third = await runInProcess({ ...url, duplicate_window: 0 }, { state: second.state });
  expect(versionsIn(third.messages).slice(0, 2)).toEqual([4, 5]);
});

test('what is put again after a newer change of its item is left out, also after a restart', async () => {
  const { model } = source([forwarded(1), forwarded(2), forwarded(3, 'b'), forwarded(1)]);
  await using kinesis = await startHostileKinesis(model);
  const settings = { source_url: sourceUrl(kinesis), duplicate_window: 0 };
  const first = await runInProcess({ ...settings, max_records: 3 });
  const second = await runInProcess(settings, { state: first.state });
  expect(recordsIn(first.messages).map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(recordsIn(second.messages)).toEqual([]);
  expect(second.log).toContain('"metric":"overtaken_count","value":1');
});

test('a stream without new images is recognised by its StreamViewType', async () => {
  const { data, partitionKey } = forwarded(1);
  const { dynamodb, ...envelope } = JSON.parse(String(data));
  const { NewImage: _, ...rest } = dynamodb;
  const record = { ...envelope, dynamodb: { ...rest, StreamViewType: 'KEYS_ONLY' } };
  const { model } = source([{ partitionKey, data: JSON.stringify(record) }]);
  await using kinesis = await startHostileKinesis(model);
  const run = await runInProcess({ source_url: sourceUrl(kinesis) });
  expect(run.error?.message).toContain('StreamViewType KEYS_ONLY');
});
