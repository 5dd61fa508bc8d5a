import type { FaultScript } from '@cdc-relay/hostile-kinesis';
import { addRecords, type Shard, shardOf, split, startHostileKinesis } from '@cdc-relay/hostile-kinesis';
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

/** What MillisBehindLatest is, and what a closed shard does, from Kinesis itself to the emulator that says least. */
const DIALECTS = [
  { behind: 'exact', endOfShard: 'with-records' },
  { behind: 'newest', endOfShard: 'with-records' },
  { behind: 'newest', endOfShard: 'never' },
  { behind: 'zero', endOfShard: 'empty-page' },
  { behind: 'zero', endOfShard: 'never' },
  { behind: 'missing', endOfShard: 'never' },
] as const;

/** Every other page is empty, whatever there is. */
const emptyPages: FaultScript = ({ operation, count }) =>
  operation === 'GetRecords' && count % 2 === 0 ? { kind: 'page', edit: { empty: true } } : undefined;

function fiftyAtOnce(): { model: ReturnType<typeof cdcModel>['model']; shard: Shard } {
  const { model, cdc } = cdcModel();
  const shard = shardOf(cdc, SHARD);
  const arrival = Date.now() - 1_000;
  addRecords(
    shard,
    changes(1, 50).map((record) => ({ ...record, arrival })),
  );
  return { model, shard };
}

for (const dialect of DIALECTS) {
  const name = `MillisBehindLatest ${dialect.behind}, closed shards end ${dialect.endOfShard}`;

  test.each([
    ['full pages', undefined],
    ['empty pages between them', emptyPages],
  ] as const)(`${name}: everything is read, %s`, async (_, faults) => {
    const { model } = fiftyAtOnce();
    await using kinesis = await startHostileKinesis(model, {
      ...dialect,
      pageSize: 7,
      ...(faults && { faults }),
    });
    const run = await runInProcess({ source_url: sourceUrl(kinesis) });
    expect(run.error).toBeUndefined();
    expect(numbersIn(run.messages)).toEqual(range(1, 50));
  });

  test(`${name}: a closed shard, and then its children, to their ends`, async () => {
    const { model, shard } = fiftyAtOnce();
    const stream = model.streams[0];
    if (stream === undefined) throw new Error('no stream');
    const [low, high] = split(stream, shard.id);
    addRecords(low, changes(51, 60));
    addRecords(high, changes(61, 70));
    await using kinesis = await startHostileKinesis(model, { ...dialect, pageSize: 7 });
    const run = await runInProcess({ source_url: sourceUrl(kinesis) });
    expect(run.error).toBeUndefined();
    expect(numbersIn(run.messages).toSorted((a, b) => a - b)).toEqual(range(1, 70));
    expect(Object.keys(bookmarksIn(run.state))).toEqual([low.id, high.id]);
  });

  test(`${name}: a shard that closes while it is followed is left for its children`, async () => {
    const { model, shard } = fiftyAtOnce();
    const stream = model.streams[0];
    if (stream === undefined) throw new Error('no stream');
    await using kinesis = await startHostileKinesis(model, { ...dialect, pageSize: 7 });
    const ending = new AbortController();
    const onMessage = ({ record }: { type: string; record?: { id?: unknown } }): void => {
      if (record?.id === 30) addRecords(split(stream, shard.id)[0], changes(51, 60));
      if (record?.id === 60) ending.abort();
    };
    // Emulators that name no children are asked for new shards once a minute: what was open is noticed by the next run.
    const follow = dialect.endOfShard !== 'never';
    const first = await runInProcess(
      { source_url: sourceUrl(kinesis), follow },
      { signal: ending.signal, onMessage },
    );
    expect(first.error).toBeUndefined();
    const second = await runInProcess({ source_url: sourceUrl(kinesis) }, { state: first.state });
    expect(second.error).toBeUndefined();
    expect(numbersIn([...first.messages, ...second.messages])).toEqual(range(1, 60));
  });

  test(`${name}: a restart within a page of one record goes on`, async () => {
    const { model, shard } = fiftyAtOnce();
    await using kinesis = await startHostileKinesis(model, { ...dialect, pageSize: 1 });
    const first = await runInProcess({ source_url: sourceUrl(kinesis), max_records: 20 });
    expect(bookmarksIn(first.state)).toEqual({ [SHARD]: sequenceNumber(shard, 20) });
    const second = await runInProcess({ source_url: sourceUrl(kinesis) }, { state: first.state });
    expect(numbersIn(second.messages)).toEqual(range(21, 50));
  });

  test(`${name}: latest begins at the tip, and the next run misses nothing`, async () => {
    const { model, shard } = fiftyAtOnce();
    await using kinesis = await startHostileKinesis(model, { ...dialect, pageSize: 7 });
    const settings = { source_url: sourceUrl(kinesis), start: 'latest' } as const;
    const first = await runInProcess(settings);
    expect(numbersIn(first.messages)).toEqual([]);
    addRecords(shard, changes(51, 80, 0));
    const second = await runInProcess(settings, { state: first.state });
    expect(numbersIn(second.messages).slice(-30)).toEqual(range(51, 80));
  });

  test(`${name}: a writer that never stops does not keep the run from ending`, async () => {
    const { model, shard } = fiftyAtOnce();
    let next = 51;
    const faults: FaultScript = ({ operation }) => {
      if (operation === 'GetRecords') addRecords(shard, [change(next++, -5_000), change(next++, -5_000)]);
      return undefined;
    };
    await using kinesis = await startHostileKinesis(model, { ...dialect, pageSize: 2, faults });
    const run = await runInProcess({ source_url: sourceUrl(kinesis) });
    expect(run.error).toBeUndefined();
    expect(numbersIn(run.messages).slice(0, 50)).toEqual(range(1, 50));
  });
}
