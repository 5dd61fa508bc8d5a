import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { addRecords, shardOf, startHostileKinesis } from '@cdc-relay/hostile-kinesis';
import { expect, test } from 'vitest';
import { BIN, messages, run } from '../../support/programs/run.ts';
import { bookmarksIn, cdcModel, change, changes, range, sequenceNumber, sourceUrl } from './source.ts';

const SHARD = 'shardId-000000000000';

function hundred() {
  const { model, cdc } = cdcModel();
  const shard = shardOf(cdc, SHARD);
  addRecords(shard, changes(1, 100));
  return { model, shard };
}

/** Resolves once the program has printed this. */
async function printed(child: ChildProcess, text: string): Promise<void> {
  let output = '';
  while (!output.includes(text)) output += String((await once(child.stdout ?? child, 'data'))[0]);
}

test.each(['SIGTERM', 'SIGINT'] as const)('%s: a last STATE and exit code 0', async (signal) => {
  const { model, shard } = hundred();
  await using kinesis = await startHostileKinesis(model);
  const outcome = await run(BIN.tap, [sourceUrl(kinesis)], {
    env: { TAP_DYNAMODB_CDC_FOLLOW: 'true' },
    started: (child) => void printed(child, '"id":100,').then(() => child.kill(signal)),
  });
  expect(outcome).toMatchObject({ code: 0, signal: null });
  expect(messages(outcome.stdout, 'RECORD')).toHaveLength(100);
  const [state] = messages(outcome.stdout, 'STATE').slice(-1);
  expect(bookmarksIn(state?.value as never)).toEqual({ [SHARD]: sequenceNumber(shard, 100) });
});

test('a second signal ends a tap that cannot finish, because nobody reads', async () => {
  const { model, cdc } = cdcModel();
  // A page that fills the pipe many times over.
  addRecords(
    shardOf(cdc, SHARD),
    range(1, 40).map((number) => change(number, 1_000, 50_000)),
  );
  await using kinesis = await startHostileKinesis(model);
  const outcome = await run(BIN.tap, [sourceUrl(kinesis)], {
    env: { TAP_DYNAMODB_CDC_FOLLOW: 'true' },
    started: (child) => void signalTwice(child),
  });
  expect(outcome.code).toBe(130);
});

async function signalTwice(child: ChildProcess): Promise<void> {
  await printed(child, '"RECORD"');
  child.stdout?.pause();
  child.kill('SIGTERM');
  await once(child.stderr ?? child, 'data');
  // Two signals within a second are one request, said twice.
  await sleep(1_100);
  child.kill('SIGTERM');
  await once(child, 'exit');
  child.stdout?.resume();
}
