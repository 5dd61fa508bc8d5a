import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import { makeHistory } from '../support/dynamodb/history.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { type KinesisLocal, startKinesisLocal } from '../support/kinesis/kinesis-local.ts';
import { putRecords } from '../support/kinesis/put-records.ts';
import { splitShard } from '../support/kinesis/reshard.ts';
import { USER_INFO } from '../support/programs/secrets.ts';
import { runTap } from './run-tap.ts';

const PARENT = 'shardId-000000000000';
const SEED = 11;

let kinesis: KinesisLocal;
let client: KinesisClient;
beforeAll(async () => {
  kinesis = await startKinesisLocal({ streams: { pushed: 1 } });
  client = kinesis.client();
}, 60_000);
afterAll(() => kinesis.stop());

test('kinesis-local pushes every change, through a split, and a restart continues by polling', {
  timeout: 90_000,
}, async () => {
  const source = `kinesis+dynamodb+cdc://${USER_INFO}@127.0.0.1:${kinesis.port}/pushed?region=us-east-1`;
  const { changes } = makeHistory({ seed: SEED, operations: 90 });
  const random = seededRandom(SEED);
  const put = async (from: number, to: number): Promise<void> => {
    const records = changes.slice(from, to).map((change) => changeRecord(change, random));
    await putRecords(client, 'pushed', records);
  };
  const sequencesOf = (from: number, to: number) => changes.slice(from, to).map(({ at }) => at);

  await put(0, 30);
  await splitShard(client, 'pushed', PARENT);
  await put(30, 60);
  const pushed = await runTap([`${source}&fan-out=true`]);
  expect(pushed, pushed.stderr).toMatchObject({ exitCode: 0 });
  expect(pushed.stderr).not.toContain('polled');
  const emitted = emittedBy(pushed);
  expect(emitted.slice(0, 30)).toEqual(sequencesOf(0, 30));
  expect(emitted.slice(30).sort((a, b) => a - b)).toEqual(sequencesOf(30, 60));

  await put(60, 90);
  const polled = await runTap([source], { state: pushed.state });
  expect(emittedBy(polled).sort((a, b) => a - b)).toEqual(sequencesOf(60, 90));
});

/** The versions of the records, in the order in which they were emitted. */
function emittedBy({ messages }: Awaited<ReturnType<typeof runTap>>): number[] {
  return messages.flatMap((message) =>
    message.type === 'RECORD' ? [Number(message.record._sdc_sequence)] : [],
  );
}
