import { addRecords, type Shard, shardOf, startHostileKinesis } from '@cdc-relay/hostile-kinesis';
import type { SingerMessage } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import {
  bookmarksIn,
  cdcModel,
  change,
  changes,
  numbersIn,
  range,
  sequenceNumber,
  sourceUrl,
} from './source.ts';
import { runInProcess } from './tap-in-process.ts';

const SHARD = 'shardId-000000000000';

function hundred(): { model: ReturnType<typeof cdcModel>['model']; shard: Shard } {
  const { model, cdc } = cdcModel();
  const shard = shardOf(cdc, SHARD);
  addRecords(shard, changes(1, 100));
  return { model, shard };
}

const states = (messages: readonly SingerMessage[]) => messages.filter(({ type }) => type === 'STATE');

test('at the tip as of the start, though there is always more', async () => {
  const { model, shard } = hundred();
  let next = 101;
  const faults = ({ operation }: { operation: string }): undefined => {
    if (operation === 'GetRecords') addRecords(shard, changes(next, next + 9, -5_000));
    next += 10;
  };
  await using kinesis = await startHostileKinesis(model, { pageSize: 10, faults });
  const run = await runInProcess({ source_url: sourceUrl(kinesis) });
  expect(run.error).toBeUndefined();
  const numbers = numbersIn(run.messages);
  expect(numbers.slice(0, 100)).toEqual(range(1, 100));
  expect(numbers.length).toBeLessThanOrEqual(110);
});

test('max_records: exactly this many, and the next run continues after them', async () => {
  const { model, shard } = hundred();
  await using kinesis = await startHostileKinesis(model, { pageSize: 30 });
  const settings = { source_url: sourceUrl(kinesis), max_records: 42 };
  const run = await runInProcess(settings);
  expect(run.error).toBeUndefined();
  expect(numbersIn(run.messages)).toEqual(range(1, 42));
  expect(bookmarksIn(run.state)).toEqual({ [SHARD]: sequenceNumber(shard, 42) });
  expect(numbersIn((await runInProcess(settings, { state: run.state })).messages)).toEqual(range(43, 84));
});

test('max_duration_seconds ends a run that would follow until stopped', async () => {
  const { model } = hundred();
  await using kinesis = await startHostileKinesis(model);
  const run = await runInProcess({ source_url: sourceUrl(kinesis), follow: true, max_duration_seconds: 0.3 });
  expect(run.error).toBeUndefined();
  // How many it reads until then depends on the machine.
  const numbers = numbersIn(run.messages);
  expect(numbers).toEqual(range(1, numbers.length));
});

test('a request to end: the page is finished, the last STATE covers it, and nothing is asked for any more', async () => {
  const { model, shard } = hundred();
  await using kinesis = await startHostileKinesis(model, { pageSize: 30 });
  const ending = new AbortController();
  const onMessage = (message: SingerMessage): void => {
    if (message.type === 'RECORD' && Number(message.record.id) === 35) ending.abort();
  };
  const run = await runInProcess(
    { source_url: sourceUrl(kinesis), follow: true, state_interval_records: 5 },
    { signal: ending.signal, onMessage },
  );
  expect(run.error).toBeUndefined();
  expect(numbersIn(run.messages)).toEqual(range(1, 60));
  expect(bookmarksIn(run.state)).toEqual({ [SHARD]: sequenceNumber(shard, 60) });
});

test('a request to end while Kinesis says nothing, or is to be tried again, is heard at once', async () => {
  for (const fault of [{ kind: 'hang' }, { kind: 'error', type: 'ServiceUnavailable' }] as const) {
    const ending = new AbortController();
    const faults = ({ operation, count }: { operation: string; count: number }) => {
      if (operation === 'GetRecords' && count === 2) setTimeout(() => ending.abort(), 20);
      return operation === 'GetRecords' && count > 1 ? fault : undefined;
    };
    await using kinesis = await startHostileKinesis(hundred().model, { pageSize: 30, faults });
    const run = await runInProcess({ source_url: sourceUrl(kinesis) }, { signal: ending.signal });
    expect(run.error).toBeUndefined();
    expect(numbersIn(run.messages)).toEqual(range(1, 30));
  }
});

test('a fault is a fault, also after a request to end', async () => {
  const { model, shard } = hundred();
  addRecords(shard, [{ ...change(101), data: 'no change record' }]);
  await using kinesis = await startHostileKinesis(model);
  const ending = new AbortController();
  const run = await runInProcess(
    { source_url: sourceUrl(kinesis), state_interval_records: 10 },
    { signal: ending.signal, onMessage: ({ type }) => type === 'RECORD' && ending.abort() },
  );
  expect(run.error).toMatchObject({ code: 'CHANGE_RECORD_INVALID' });
});

test('STATE comes after this many records, within a page too, and never twice the same', async () => {
  await using kinesis = await startHostileKinesis(hundred().model);
  const run = await runInProcess({ source_url: sourceUrl(kinesis), state_interval_records: 10 });
  const printed = states(run.messages);
  expect(printed.length).toBeGreaterThanOrEqual(10);
  expect(new Set(printed.map((message) => JSON.stringify(message))).size).toBe(printed.length);
  for (const [index, { type }] of run.messages.entries()) {
    if (type === 'STATE') expect(numbersIn(run.messages.slice(0, index)).length % 10).toBe(0);
  }
});

test('STATE comes after this many seconds', async () => {
  await using kinesis = await startHostileKinesis(hundred().model, {
    pageSize: 25,
    faults: ({ operation }) => (operation === 'GetRecords' ? { kind: 'delay', milliseconds: 20 } : undefined),
  });
  const print = async (state_interval_seconds: number) =>
    states((await runInProcess({ source_url: sourceUrl(kinesis), state_interval_seconds })).messages).length;
  expect(await print(0.01)).toBeGreaterThanOrEqual(4);
  expect(await print(600)).toBeLessThanOrEqual(2);
});

test('an idle shard that is followed does not print STATE after STATE', async () => {
  await using kinesis = await startHostileKinesis(hundred().model);
  const run = await runInProcess({
    source_url: sourceUrl(kinesis),
    follow: true,
    max_duration_seconds: 0.3,
    state_interval_seconds: 0,
  });
  expect(states(run.messages).length).toBeLessThanOrEqual(3);
});
