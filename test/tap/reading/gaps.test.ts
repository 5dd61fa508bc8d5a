import { addRecords, shardOf, startHostileKinesis, trim } from '@cdc-relay/hostile-kinesis';
import { describe, expect, test } from 'vitest';
import {
  bookmarksIn,
  cdcModel,
  changes,
  HOUR,
  numbersIn,
  range,
  sequenceNumber,
  sourceUrl,
  stateWith,
} from './source.ts';
import { expectGap, runInProcess } from './tap-in-process.ts';

const SHARD = 'shardId-000000000000';
/** 1 to 5 arrived 30 hours ago, 6 to 10 an hour ago; Kinesis has dropped this many. */
function trimmed(count: number) {
  const { model, cdc } = cdcModel();
  const shard = shardOf(cdc, SHARD);
  addRecords(shard, [...changes(1, 5, 30 * HOUR), ...changes(6, 10, HOUR)]);
  trim(shard, count);
  return { model, cdc, shard };
}

describe.each(['invalid-argument', 'not-found', 'jump'] as const)(
  'a bookmark past retention, which Kinesis answers with %s',
  (pastRetention) => {
    const read = async (on_gap: 'fail' | 'continue') => {
      const { model, shard } = trimmed(5);
      await using kinesis = await startHostileKinesis(model, { pastRetention });
      const state = stateWith({ [SHARD]: sequenceNumber(shard, 2) }, Date.now() - 30 * HOUR);
      const run = await runInProcess({ source_url: sourceUrl(kinesis), on_gap }, { state });
      return { run, state };
    };

    test('is an error; the state stays as it was', async () => {
      const { run, state } = await read('fail');
      expectGap(run);
      expect(run.error?.message).toMatch(/read until \d{4}-/);
      expect(bookmarksIn(run.state)).toEqual(bookmarksIn(state));
    });

    test('is passed over when the settings say so, with a count', async () => {
      const { run } = await read('continue');
      expect(run.error).toBeUndefined();
      expect(numbersIn(run.messages)).toEqual(range(6, 10));
      expect(run.log).toMatch(/warning changes are lost: .*shardId-000000000000/);
      expect(run.log).toContain('"metric":"gap_count","value":1');
    });

    test('is none when the shard was read to a later time, within retention', async () => {
      const { model, shard } = trimmed(5);
      await using kinesis = await startHostileKinesis(model, { pastRetention });
      const arrived = new Date(Date.now() - 30 * HOUR).toISOString();
      const until = new Date(Date.now() - 2 * HOUR).toISOString();
      const bookmark = sequenceNumber(shard, 5);
      // Its record is trimmed, but nothing came between it and what is still there.
      const state = {
        bookmarks: {
          cdc: {
            version: 1,
            shards: { [SHARD]: bookmark },
            times: { [SHARD]: { arrived, until } },
            tables: {},
          },
        },
      };
      const run = await runInProcess({ source_url: sourceUrl(kinesis) }, { state });
      expect(run.error).toBeUndefined();
      expect(numbersIn(run.messages)).toEqual(range(6, 10));
    });
  },
);

test('a record that should be there but is not: the shard is not the one that it was', async () => {
  const { model, shard } = trimmed(8);
  await using kinesis = await startHostileKinesis(model);
  const state = stateWith({ [SHARD]: sequenceNumber(shard, 7) }, Date.now() - HOUR);
  expectGap(await runInProcess({ source_url: sourceUrl(kinesis) }, { state }));
});

test('a state without times is believed when the record is there, not when it is gone', async () => {
  const { model, shard } = trimmed(5);
  await using kinesis = await startHostileKinesis(model, { pastRetention: 'jump' });
  const read = (number: number) =>
    runInProcess(
      { source_url: sourceUrl(kinesis) },
      { state: stateWith({ [SHARD]: sequenceNumber(shard, number) }) },
    );
  expect(numbersIn((await read(6)).messages)).toEqual(range(7, 10));
  expectGap(await read(5));
});

test('a longer retention, as Kinesis reports it, leaves no gap', async () => {
  const { model, cdc, shard } = trimmed(0);
  cdc.retentionHours = 48;
  await using kinesis = await startHostileKinesis(model);
  const state = stateWith({ [SHARD]: sequenceNumber(shard, 2) }, Date.now() - 30 * HOUR);
  const run = await runInProcess({ source_url: sourceUrl(kinesis) }, { state });
  expect(numbersIn(run.messages)).toEqual(range(3, 10));
});

test('latest of long ago', async () => {
  const { model } = trimmed(5);
  await using kinesis = await startHostileKinesis(model);
  const time = new Date(Date.now() - 25 * HOUR).toISOString();
  const state = {
    bookmarks: {
      cdc: { version: 1, shards: { [SHARD]: `AT_TIMESTAMP ${time}` }, times: { [SHARD]: { until: time } } },
    },
  };
  expectGap(await runInProcess({ source_url: sourceUrl(kinesis) }, { state }));
});
