import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DynamoDbServer, startDynalite } from '../support/dynamodb-server/dynalite.ts';
import { refusal, startProxy } from '../support/dynamodb-server/proxy.ts';
import { range } from '../tap/reading/source.ts';
import { runInProcess } from '../tap/reading/tap-in-process.ts';
import { idsIn, numberedTable, snapshotsIn, snapshotUrl, typesIn, versionsIn } from './tables.ts';

let server: DynamoDbServer;

beforeAll(async () => {
  server = await startDynalite();
  await numberedTable(server, 'numbers', 40);
  await numberedTable(server, 'more-numbers', 5);
  await numberedTable(server, 'nothing', 0);
});

afterAll(async () => await server[Symbol.asyncDispose]());

describe('a snapshot alone', () => {
  test('emits all items, with the version of the table, and ends older versions', async () => {
    const began = Date.now();
    const run = await runInProcess({ source_url: snapshotUrl(server.endpoint, 'numbers') });
    expect(run.error).toBeUndefined();
    expect(idsIn(run.messages)).toEqual(range(1, 40));
    expect(typesIn(run.messages)).toEqual(['STATE', 'SCHEMA', 'RECORD', 'ACTIVATE_VERSION', 'STATE']);
    const { version, sequence, segments } = snapshotsIn(run.state).numbers ?? { version: 0 };
    expect(segments).toBeUndefined();
    expect(versionsIn(run.messages)).toEqual([version]);
    expect(run.messages).toContainEqual({ type: 'ACTIVATE_VERSION', stream: 'numbers', version, sequence });
    // Ten seconds of margin, one of DynamoDB's clock, and what passed since.
    expect(sequence).toBeGreaterThan((began - 12_000) * 1000);
    expect(sequence).toBeLessThan((Date.now() - 10_000) * 1000);
    expect(run.log).toContain('snapshot complete: 40 items');
  });

  test('that was interrupted goes on in each segment where it was', async () => {
    await using proxy = await startProxy(server.endpoint);
    const url = snapshotUrl(proxy.endpoint, 'numbers', '&batch-size=3');
    const settings = { source_url: url, snapshot_segments: 3, state_interval_records: 1 };
    const stop = new AbortController();
    let records = 0;
    const first = await runInProcess(settings, {
      signal: stop.signal,
      onMessage: ({ type }) => {
        records += type === 'RECORD' ? 1 : 0;
        if (records === 20) stop.abort();
      },
    });
    expect(first.error).toBeUndefined();
    const before = snapshotsIn(first.state).numbers;
    expect(before?.segments).toHaveLength(3);
    const scans = proxy.calls.length;
    const second = await runInProcess({ ...settings, snapshot_segments: 1 }, { state: first.state });
    expect(idsIn([...first.messages, ...second.messages])).toEqual(range(1, 40));
    expect(idsIn(second.messages).length).toBeLessThan(30);
    expect(versionsIn([...first.messages, ...second.messages])).toEqual([before?.version]);
    const resumed = proxy.calls.slice(scans).filter(({ operation }) => operation === 'Scan');
    expect(resumed.every(({ input }) => input.TotalSegments === 3)).toBe(true);
    expect(resumed[0]?.input.ExclusiveStartKey).toBeDefined();
  });

  test('is taken again by the next run, as a newer version', async () => {
    const settings = { source_url: snapshotUrl(server.endpoint, 'numbers') };
    const first = await runInProcess(settings);
    const second = await runInProcess(settings, { state: first.state });
    expect(idsIn(second.messages)).toEqual(range(1, 40));
    const [one, two] = [first, second].map(({ state }) => snapshotsIn(state).numbers?.version ?? 0);
    expect(two).toBeGreaterThan(one ?? 0);
  });

  test('of several tables, by names and patterns', async () => {
    const settings = {
      mode: 'snapshot',
      dynamodb_endpoint_url: server.endpoint,
      region: 'us-east-1',
    } as const;
    const keys = { aws_access_key_id: 'AKIDTEST', aws_secret_access_key: 'test-secret-1234' };
    const run = await runInProcess({ ...settings, ...keys, tables: ['*numbers', 'nothing', '!more-*'] });
    expect(Object.keys(snapshotsIn(run.state)).sort()).toEqual(['nothing', 'numbers']);
    expect(idsIn(run.messages)).toEqual(range(1, 40));
    const none = await runInProcess({ ...settings, ...keys });
    expect(none.error).toMatchObject({ code: 'CONFIG_INVALID' });
    const missing = await runInProcess({ ...settings, ...keys, tables: ['no-such-table'] });
    expect(missing.error).toMatchObject({ code: 'TABLE_NOT_FOUND' });
  });

  test('of a table without items ends the rows of older versions', async () => {
    const run = await runInProcess({ source_url: snapshotUrl(server.endpoint, 'nothing') });
    expect(run.error).toBeUndefined();
    expect(typesIn(run.messages)).toEqual(['STATE', 'SCHEMA', 'ACTIVATE_VERSION', 'STATE']);
    expect(run.messages).toContainEqual(
      expect.objectContaining({
        type: 'SCHEMA',
        key_properties: ['id'],
        schema: expect.objectContaining({
          properties: expect.objectContaining({ id: { type: ['integer'] } }),
        }),
      }),
    );
  });

  test('asks for what the settings say', async () => {
    await using proxy = await startProxy(server.endpoint);
    const url = snapshotUrl(proxy.endpoint, 'numbers', '&consistent-read=true&batch-size=7');
    await runInProcess({ source_url: url, snapshot_segments: 2 });
    const scans = proxy.calls.filter(({ operation }) => operation === 'Scan');
    const asked = { TotalSegments: 2, ConsistentRead: true, Limit: 7, ReturnConsumedCapacity: 'TOTAL' };
    for (const { input } of scans) expect(input).toMatchObject(asked);
    expect(new Set(scans.map(({ input }) => input.Segment))).toEqual(new Set([0, 1]));
  });

  test('asks for few items at a time where read units are limited', async () => {
    await using proxy = await startProxy(server.endpoint);
    await runInProcess({ source_url: snapshotUrl(proxy.endpoint, 'numbers'), snapshot_read_units: 100 });
    const [first] = proxy.calls.filter(({ operation }) => operation === 'Scan');
    expect(first?.input.Limit).toBe(25);
  });
});

describe('a DynamoDB that fails', () => {
  const faults = [
    refusal('ProvisionedThroughputExceededException'),
    refusal('ThrottlingException'),
    refusal('InternalServerError', 500),
    { status: 200, body: {} },
  ];

  test('is asked again', async () => {
    await using proxy = await startProxy(server.endpoint, ({ operation }, count) =>
      operation === 'Scan' ? faults[count - 1] : undefined,
    );
    const url = snapshotUrl(proxy.endpoint, 'numbers');
    const run = await runInProcess({ source_url: url, snapshot_segments: 1 });
    expect(run.error).toBeUndefined();
    expect(idsIn(run.messages)).toEqual(range(1, 40));
  });

  test('ends the tap when it does not stop failing; what was emitted is in the state', async () => {
    await using proxy = await startProxy(server.endpoint, ({ operation }, count) =>
      operation === 'Scan' && count > 2 ? faults[0] : undefined,
    );
    const url = snapshotUrl(proxy.endpoint, 'numbers', '&batch-size=5');
    const run = await runInProcess({ source_url: url, snapshot_segments: 1, retry_limit_seconds: 0 });
    expect(run.error).toMatchObject({ code: 'DYNAMODB_THROTTLED' });
    expect(idsIn(run.messages)).toHaveLength(10);
    expect(snapshotsIn(run.state).numbers?.segments).toEqual([{ id: { N: expect.any(String) as string } }]);
    expect(run.messages.some(({ type }) => type === 'ACTIVATE_VERSION')).toBe(false);
  });

  test('or refuses, is named with what to do', async () => {
    await using proxy = await startProxy(server.endpoint, () => refusal('AccessDeniedException'));
    const run = await runInProcess({ source_url: snapshotUrl(proxy.endpoint, 'numbers') });
    expect(run.error).toMatchObject({ code: 'ACCESS_DENIED' });
    expect(run.error).toMatchObject({ remedy: expect.stringContaining('dynamodb:Scan') as string });
  });
});

test('--discover and --test look at the tables', async () => {
  const settings = { source_url: snapshotUrl(server.endpoint, 'more-numbers') };
  const tested = await runInProcess(settings, { args: ['--test'] });
  expect(typesIn(tested.messages)).toEqual(['SCHEMA', 'RECORD']);
});
