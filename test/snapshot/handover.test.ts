import { addRecords, type NewRecord, shardOf, startHostileKinesis, trim } from '@cdc-relay/hostile-kinesis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Change } from '../support/dynamodb/change.ts';
import { type DynamoDbServer, startDynalite } from '../support/dynamodb-server/dynalite.ts';
import { startProxy } from '../support/dynamodb-server/proxy.ts';
import { bookmarksIn, cdcModel, HOUR, range, sequenceNumber, sourceUrl } from '../tap/reading/source.ts';
import { runInProcess } from '../tap/reading/tap-in-process.ts';
import { changeOf as changeIn } from './changes.ts';
import { idsIn, numberedTable, snapshotsIn, versionsIn } from './tables.ts';

const SHARD = 'shardId-000000000000';
const TABLE = 'numbers';
let server: DynamoDbServer;

beforeAll(async () => {
  server = await startDynalite();
  await numberedTable(server, TABLE, 20);
});

afterAll(async () => await server[Symbol.asyncDispose]());

/** The change record of an item, made and arrived this many milliseconds ago. */
const changeOf = (id: number, age: number, eventName?: Change['eventName']): NewRecord =>
  changeIn(TABLE, id, age, eventName);

const settings = { mode: 'snapshot+cdc' as const, tables: [TABLE], snapshot_clock_margin: 5 };

test('Kinesis is pinned, and a STATE says so, before the first item is asked for', async () => {
  const { model, cdc } = cdcModel();
  addRecords(shardOf(cdc, SHARD), [changeOf(1, HOUR), changeOf(101, 1_000)]);
  await using kinesis = await startHostileKinesis(model);
  let pinned = false;
  let tooEarly = false;
  await using proxy = await startProxy(server.endpoint, ({ operation }) => {
    tooEarly ||= operation === 'Scan' && !pinned;
    return undefined;
  });
  const run = await runInProcess(
    { ...settings, source_url: sourceUrl(kinesis), dynamodb_endpoint_url: proxy.endpoint },
    { onMessage: ({ type }) => (pinned ||= type === 'STATE') },
  );
  expect(run.error).toBeUndefined();
  expect(tooEarly).toBe(false);
  const [first] = run.messages;
  const state = first?.type === 'STATE' ? first.value : undefined;
  const time = Date.parse(String(bookmarksIn(state)[SHARD]).replace('AT_TIMESTAMP ', ''));
  expect(Date.now() - time).toBeGreaterThan(11_000);
  expect(snapshotsIn(state, 'cdc')[TABLE]?.sequence).toBeLessThan((Date.now() - 5_000) * 1000);
  // The old change is not read, the one within the margin is.
  expect(idsIn(run.messages)).toEqual([...range(1, 20), 101]);
  expect(versionsIn(run.messages)).toHaveLength(1);
});

test('the snapshot stands for changes that are older; their deletions pass, newer changes too', async () => {
  const { model, cdc } = cdcModel();
  const removal = changeOf(203, 7_000, 'REMOVE');
  addRecords(shardOf(cdc, SHARD), [changeOf(201, 8_000), changeOf(202, 3_000), removal]);
  await using kinesis = await startHostileKinesis(model);
  const run = await runInProcess({
    ...settings,
    source_url: sourceUrl(kinesis),
    dynamodb_endpoint_url: server.endpoint,
  });
  expect(idsIn(run.messages)).toEqual([...range(1, 20), 202, 203]);
  expect(run.log).toContain('"metric":"snapshot_superseded_count","value":1');
});

test('the next run reads changes only, under the same version', async () => {
  const { model, cdc } = cdcModel();
  await using kinesis = await startHostileKinesis(model);
  const both = { source_url: sourceUrl(kinesis, '&snapshot=true'), dynamodb_endpoint_url: server.endpoint };
  const first = await runInProcess({ ...settings, ...both });
  addRecords(shardOf(cdc, SHARD), [changeOf(3, 0)]);
  const second = await runInProcess({ ...settings, ...both }, { state: first.state });
  expect(idsIn(second.messages)).toEqual([3]);
  expect(versionsIn(second.messages)).toEqual(versionsIn(first.messages));
});

test('a snapshot that was taken without Kinesis is taken again, as nothing was pinned', async () => {
  const { model } = cdcModel();
  await using kinesis = await startHostileKinesis(model);
  const both = { ...settings, source_url: sourceUrl(kinesis), dynamodb_endpoint_url: server.endpoint };
  const alone = await runInProcess({ ...both, mode: 'snapshot' });
  expect(kinesis.log).toEqual([]);
  const second = await runInProcess(both, { state: alone.state });
  expect(idsIn(second.messages)).toEqual(range(1, 20));
  expect(versionsIn(second.messages)).not.toEqual(versionsIn(alone.messages));
});

test('a table that is added later gets its snapshot then', async () => {
  await numberedTable(server, 'later', 3);
  const { model } = cdcModel();
  await using kinesis = await startHostileKinesis(model);
  const both = { ...settings, source_url: sourceUrl(kinesis), dynamodb_endpoint_url: server.endpoint };
  const first = await runInProcess(both);
  const added = { ...both, tables: [TABLE, 'later'], snapshot_clock_margin: 0 };
  const second = await runInProcess(added, { state: first.state });
  expect(idsIn(second.messages)).toEqual(range(1, 3));
  const { [TABLE]: old, later } = snapshotsIn(second.state, 'cdc');
  expect(old).toEqual(snapshotsIn(first.state, 'cdc')[TABLE]);
  expect(later?.segments).toBeUndefined();
});

test('without names, the tables are those whose changes go to the Kinesis stream', async () => {
  const { model } = cdcModel();
  await using kinesis = await startHostileKinesis(model);
  const to = (stream: string) => ({
    StreamArn: `arn:aws:kinesis:us-east-1:000000000000:stream/${stream}`,
    DestinationStatus: 'ACTIVE',
  });
  await using proxy = await startProxy(server.endpoint, ({ operation, input }) => {
    if (operation !== 'DescribeKinesisStreamingDestination') return undefined;
    const destinations = input.TableName === TABLE ? [to('other'), to('cdc')] : [to('other')];
    return { status: 200, body: { KinesisDataStreamDestinations: destinations } };
  });
  const { tables: _, ...rest } = settings;
  const run = await runInProcess({
    ...rest,
    source_url: sourceUrl(kinesis),
    dynamodb_endpoint_url: proxy.endpoint,
  });
  expect(Object.keys(snapshotsIn(run.state, 'cdc'))).toEqual([TABLE]);
});

test('on_gap resnapshot: a new version of the table, taken after the gap', async () => {
  const { model, cdc } = cdcModel();
  const shard = shardOf(cdc, SHARD);
  addRecords(shard, [changeOf(1, 30 * HOUR), changeOf(2, 29 * HOUR), changeOf(3, 2_000)]);
  await using kinesis = await startHostileKinesis(model);
  const source = { source_url: sourceUrl(kinesis), dynamodb_endpoint_url: server.endpoint };
  const gap = { ...source, on_gap: 'resnapshot', snapshot_clock_margin: 0 } as const;
  const first = await runInProcess({ ...gap, max_records: 1 });
  expect(versionsIn(first.messages)).toEqual([1]);
  trim(shard, 2);
  expect(bookmarksIn(first.state)).toEqual({ [SHARD]: sequenceNumber(shard, 1) });
  const second = await runInProcess(gap, { state: first.state });
  expect(second.error).toBeUndefined();
  expect(idsIn(second.messages)).toEqual(range(1, 20));
  const { version = 0, sequence } = snapshotsIn(second.state, 'cdc')[TABLE] ?? {};
  expect(version).toBeGreaterThan(1);
  expect(second.messages).toContainEqual({ type: 'ACTIVATE_VERSION', stream: TABLE, version, sequence });
  expect(second.log).toContain('"metric":"gap_count"');
});

test('a gap is not forgotten when the run ends before the snapshot begins', async () => {
  const { model, cdc } = cdcModel();
  const shard = shardOf(cdc, SHARD);
  addRecords(shard, [changeOf(1, 30 * HOUR), changeOf(2, 29 * HOUR), changeOf(3, 2_000)]);
  await using kinesis = await startHostileKinesis(model);
  const source = { source_url: sourceUrl(kinesis), dynamodb_endpoint_url: server.endpoint };
  const gap = { ...source, on_gap: 'resnapshot', snapshot_clock_margin: 0 } as const;
  const first = await runInProcess({ ...gap, max_records: 1 });
  trim(shard, 2);
  const stopped = await runInProcess({ ...gap, max_records: 1 }, { state: first.state });
  expect(stopped.error).toBeUndefined();
  expect(idsIn(stopped.messages).length).toBeLessThan(20);
  // The setting may even be another one now.
  const last = await runInProcess({ ...source, snapshot_clock_margin: 0 }, { state: stopped.state });
  expect(idsIn([...stopped.messages, ...last.messages])).toEqual(range(1, 20));
  expect(last.messages.some(({ type }) => type === 'ACTIVATE_VERSION')).toBe(true);
});
