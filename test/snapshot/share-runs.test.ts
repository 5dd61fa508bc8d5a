import {
  addRecords,
  kinesisModel,
  type NewRecord,
  shardOf,
  startHostileKinesis,
} from '@cdc-relay/hostile-kinesis';
import type { JsonValue } from '@cdc-relay/singer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TapSettings } from '../../tap-dynamodb-cdc/dist/settings/settings.generated.js';
import type { Change } from '../support/dynamodb/change.ts';
import { type DynamoDbServer, startDynalite } from '../support/dynamodb-server/dynalite.ts';
import { startProxy } from '../support/dynamodb-server/proxy.ts';
import { bookmarksIn, cdcModel, HOUR, range, sourceUrl } from '../tap/reading/source.ts';
import { type InProcessRun, runInProcess } from '../tap/reading/tap-in-process.ts';
import { changeOf as changeIn } from './changes.ts';
import { idsIn, numberedTable, snapshotsIn, snapshotUrl, typesIn, versionsIn } from './tables.ts';

const SHARD = 'shardId-000000000000';
const TABLE = 'numbers';
const ITEMS = 60;
let server: DynamoDbServer;

beforeAll(async () => {
  server = await startDynalite();
  await numberedTable(server, TABLE, ITEMS);
  await numberedTable(server, 'nothing', 0);
});

afterAll(async () => await server[Symbol.asyncDispose]());

async function runShare(share: string, state?: JsonValue, endpoint = server.endpoint): Promise<InProcessRun> {
  const settings = { source_url: snapshotUrl(endpoint, TABLE), snapshot_share: share };
  return await runInProcess(settings, { state });
}

const changeOf = (id: number, age: number, eventName?: Change['eventName']): NewRecord =>
  changeIn(TABLE, id, age, eventName);

test('shares have every item once, of the same segments, and end no rows of one another', async () => {
  await using proxy = await startProxy(server.endpoint);
  const runs = await Promise.all(
    range(1, 3).map((number) => runShare(`${number}/3`, undefined, proxy.endpoint)),
  );
  expect(runs.map(({ error }) => error)).toEqual(range(1, 3).map(() => undefined));
  const ids = runs.flatMap(({ messages }) => idsIn(messages)).sort((a, b) => a - b);
  expect(ids).toEqual(range(1, ITEMS));
  for (const { messages } of runs) {
    expect(typesIn(messages)).not.toContain('ACTIVATE_VERSION');
    expect(versionsIn(messages).filter((version) => version !== undefined)).toEqual([]);
  }
  const scans = proxy.calls.filter(({ operation }) => operation === 'Scan').map(({ input }) => input);
  expect(new Set(scans.map(({ TotalSegments }) => TotalSegments))).toEqual(new Set([48]));
  expect(new Set(scans.map(({ Segment }) => Segment)).size).toBe(48);
});

test('a share has the same segments whatever its process may scan at the same time', async () => {
  await using proxy = await startProxy(server.endpoint);
  const settings = { source_url: snapshotUrl(proxy.endpoint, TABLE), snapshot_share: '2/2' };
  await runInProcess({ ...settings, snapshot_segments: 100 });
  const scans = proxy.calls.filter(({ operation }) => operation === 'Scan').map(({ input }) => input);
  expect(scans.map(({ Segment }) => Number(Segment)).sort((a, b) => a - b)).toEqual(range(16, 31));
});

test('an interrupted share continues with its own state, and is done once', async () => {
  const stop = new AbortController();
  const settings = {
    source_url: snapshotUrl(server.endpoint, TABLE, '&batch-size=2'),
    snapshot_share: '1/2',
  };
  const eager = { ...settings, state_interval_records: 1, snapshot_segments: 1 };
  const whole = idsIn((await runInProcess(settings)).messages);
  const first = await runInProcess(eager, {
    signal: stop.signal,
    onMessage: ({ type }) => (type === 'RECORD' ? stop.abort() : undefined),
  });
  expect(snapshotsIn(first.state)[TABLE]).toMatchObject({ share: '1/2' });
  expect(idsIn(first.messages).length).toBeLessThan(whole.length);
  const second = await runInProcess(settings, { state: first.state });
  expect(idsIn([...first.messages, ...second.messages])).toEqual(whole);
  const third = await runInProcess(settings, { state: second.state });
  expect(idsIn(third.messages)).toEqual([]);
  expect(third.log).toContain('share 1/2 is complete already');
});

test('a state is continued by its own share only', async () => {
  const { state } = await runShare('1/2');
  for (const share of ['2/2', '1/3']) {
    const run = await runShare(share, state);
    expect(run.error).toMatchObject({ code: 'STATE_OF_OTHER_SHARE' });
    expect(run.error?.message).toContain(`is that of share 1/2, not of share ${share}`);
    expect(idsIn(run.messages)).toEqual([]);
  }
  const all = await runInProcess({ source_url: snapshotUrl(server.endpoint, TABLE) }, { state });
  expect(all.error).toMatchObject({ code: 'STATE_OF_OTHER_SHARE' });
  const whole = await runInProcess({ source_url: snapshotUrl(server.endpoint, TABLE) });
  const share = await runShare('1/2', whole.state);
  expect(share.error).toMatchObject({ code: 'STATE_OF_OTHER_SHARE' });
});

test('a share of a table without items ends well', async () => {
  const settings = { source_url: snapshotUrl(server.endpoint, 'nothing'), snapshot_share: '2/2' };
  const run = await runInProcess(settings);
  expect(run.error).toBeUndefined();
  expect(snapshotsIn(run.state).nothing?.segments).toBeUndefined();
});

const beside: Partial<TapSettings> = {
  mode: 'snapshot+cdc',
  snapshot_source: 'shares',
  tables: [TABLE],
};

test('the run beside shares pins Kinesis, leaves out what is older, and scans nothing', async () => {
  const { model, cdc } = cdcModel();
  const removal = changeOf(203, 12_000, 'REMOVE');
  addRecords(shardOf(cdc, SHARD), [changeOf(1, HOUR), changeOf(201, 12_000), removal, changeOf(202, 3_000)]);
  await using kinesis = await startHostileKinesis(model);
  await using proxy = await startProxy(server.endpoint);
  const settings = { ...beside, source_url: sourceUrl(kinesis), dynamodb_endpoint_url: proxy.endpoint };
  const run = await runInProcess(settings);
  expect(run.error).toBeUndefined();
  expect(idsIn(run.messages)).toEqual([202, 203]);
  expect(proxy.calls.map(({ operation }) => operation)).not.toContain('Scan');
  expect(typesIn(run.messages)).not.toContain('ACTIVATE_VERSION');
  expect(run.log).toContain('changes are read for shares of the table that begin at');
  const next = await runInProcess(settings, { state: run.state });
  expect(idsIn(next.messages)).toEqual([]);
});

test('the run beside shares may begin after them, from the time that they log', async () => {
  const { model, cdc } = cdcModel();
  addRecords(shardOf(cdc, SHARD), [
    changeOf(1, 30_000),
    changeOf(2, 15_000),
    changeOf(3, 9_000),
    changeOf(4, 0),
  ]);
  await using kinesis = await startHostileKinesis(model);
  const share = await runShare('1/1');
  const [, time] = /needs start_timestamp (\S+) or earlier/.exec(share.log) ?? [];
  const run = await runInProcess({
    ...beside,
    source_url: sourceUrl(kinesis),
    dynamodb_endpoint_url: server.endpoint,
    start: 'at-timestamp',
    start_timestamp: time ?? '',
  });
  expect(run.error).toBeUndefined();
  const [first] = run.messages;
  const bookmarks = bookmarksIn(first?.type === 'STATE' ? first.value : undefined);
  expect(bookmarks[SHARD]).toBe(`AT_TIMESTAMP ${time}`);
  // Those that are older than the rows of the share are left out.
  expect(idsIn(run.messages)).toEqual([3, 4]);
});

test.each([
  ['retention', 25 * HOUR, 48 * HOUR],
  ['creation', 5 * HOUR, 4 * HOUR],
])(
  'a start before the %s of the Kinesis stream is refused: changes beside the shares are missing',
  async (_, age, created) => {
    const model = kinesisModel({ cdc: 1 }, Date.now() - created);
    await using kinesis = await startHostileKinesis(model);
    const run = await runInProcess({
      ...beside,
      source_url: sourceUrl(kinesis),
      dynamodb_endpoint_url: server.endpoint,
      start: 'at-timestamp',
      start_timestamp: new Date(Date.now() - age).toISOString(),
    });
    expect(run.error).toMatchObject({ code: 'SHARES_TOO_OLD' });
  },
);
