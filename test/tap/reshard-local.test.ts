import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import { makeHistory } from '../support/dynamodb/history.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { type KinesisLocal, startKinesisLocal } from '../support/kinesis/kinesis-local.ts';
import { type PlacedRecord, putRecords } from '../support/kinesis/put-records.ts';
import { mergeShards, splitShard } from '../support/kinesis/reshard.ts';
import { USER_INFO } from '../support/programs/secrets.ts';
import { runTap } from './run-tap.ts';

const PARENT = 'shardId-000000000000';
const SEED = 7;

let kinesis: KinesisLocal;
let client: KinesisClient;
beforeAll(async () => {
  kinesis = await startKinesisLocal({ streams: { reshard: 1 } });
  client = kinesis.client();
}, 60_000);
afterAll(() => kinesis.stop());

test('records come parent before child, through a split and a merge, and not again', {
  timeout: 60_000,
}, async () => {
  const source = `kinesis+dynamodb+cdc://${USER_INFO}@127.0.0.1:${kinesis.port}/reshard?region=us-east-1`;
  const { changes } = makeHistory({ seed: SEED, operations: 90 });
  const random = seededRandom(SEED);
  const put = (from: number, to: number): Promise<PlacedRecord[]> =>
    putRecords(
      client,
      'reshard',
      changes.slice(from, to).map((change) => changeRecord(change, random)),
    );
  const sequencesOf = (from: number, to: number) => changes.slice(from, to).map(({ at }) => at);

  const inParent = await put(0, 20);
  const before = await runTap([source]);
  expect(emittedBy(before)).toEqual(sequencesOf(0, 20));
  await put(20, 40);
  const [low = '', high = ''] = await splitShard(client, 'reshard', PARENT);
  await put(40, 60);
  const merged = await mergeShards(client, 'reshard', low, high);
  await put(60, 80);

  const after = await runTap([source], { state: before.state });
  expect(after).toMatchObject({ exitCode: 0 });
  const emitted = emittedBy(after);
  expect(emitted.slice(0, 20)).toEqual(sequencesOf(20, 40));
  expect(emitted.slice(20, 40).sort((a, b) => a - b)).toEqual(sequencesOf(40, 60));
  expect(emitted.slice(40)).toEqual(sequencesOf(60, 80));
  const { shards } = (after.state as { bookmarks: { reshard: { shards: object } } }).bookmarks.reshard;
  expect(Object.keys(shards)).toEqual([merged]);

  await put(80, 90);
  expect(emittedBy(await runTap([source], { state: after.state }))).toEqual(sequencesOf(80, 90));
  expect(new Set(inParent.map(({ shardId }) => shardId))).toEqual(new Set([PARENT]));
});

/** The versions of the records, in the order in which they were emitted. */
function emittedBy({ messages }: Awaited<ReturnType<typeof runTap>>): number[] {
  return messages.flatMap((message) =>
    message.type === 'RECORD' ? [Number(message.record._sdc_sequence)] : [],
  );
}
