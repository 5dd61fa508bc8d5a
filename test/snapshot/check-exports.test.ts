import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kinesisModel, startHostileKinesis } from '@cdc-relay/hostile-kinesis';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Item } from '../support/dynamodb/item.ts';
import { type DynamoDbProxy, refusal, type Script, startProxy } from '../support/dynamodb-server/proxy.ts';
import { exportFiles, writeExport } from '../support/exports/export-files.ts';
import { startS3 } from '../support/exports/s3-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { HOUR, range, sourceUrl, stateWith } from '../tap/reading/source.ts';
import { check, found } from '../tap/run-check.ts';
import { snapshotUrl } from './tables.ts';

const TABLE = 'numbers';
const NOBODY = 'http://127.0.0.1:1';
let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder();
  return () => folder[Symbol.dispose]();
});

const items = range(1, 4).map((id): Item => ({ id: { N: String(id) } }));
const hoursAgo = (hours: number): number => Math.floor(Date.now() / 1000) * 1000 - hours * HOUR;
const spec = (age: number, id = 'full') => ({ table: TABLE, id, until: hoursAgo(age), items });
const written = (age: number): string => writeExport(folder.path, spec(age));

/** A DynamoDB whose table has a million items, or as many as asked for. */
async function dynamoDb(script: Script = () => undefined, itemCount = 1e6): Promise<DynamoDbProxy> {
  const Table = { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], ItemCount: itemCount };
  return await startProxy(NOBODY, (call, count) => {
    const scripted = script(call, count);
    if (scripted !== undefined) return scripted;
    return call.operation === 'DescribeTable'
      ? { status: 200, body: { Table } }
      : refusal('UnknownOperationException');
  });
}

const recovery =
  (status: 'ENABLED' | 'DISABLED'): Script =>
  ({ operation }) =>
    operation === 'DescribeContinuousBackups'
      ? {
          status: 200,
          body: {
            ContinuousBackupsDescription: {
              ContinuousBackupsStatus: 'ENABLED',
              PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: status },
            },
          },
        }
      : undefined;

const given = (...exports: string[]) => ({ snapshot_source: 'export', snapshot_exports: exports });
const requested = { snapshot_source: 'export', snapshot_export_to: 's3://exports/daily' };

/** A check beside a stream that was created this many hours ago, and keeps records for a day. */
async function beside(age: number, settings: object, args: readonly string[] = []) {
  await using dynamo = await dynamoDb();
  await using kinesis = await startHostileKinesis(kinesisModel({ cdc: 1 }, hoursAgo(age)));
  const source = { mode: 'snapshot+cdc', tables: [TABLE], dynamodb_endpoint_url: dynamo.endpoint };
  return await check(sourceUrl(kinesis), { ...source, ...settings }, args);
}

describe('exports that are named', () => {
  test('are opened, their data files looked for, and their loading estimated', async () => {
    await using dynamo = await dynamoDb();
    const place = written(1);
    const outcome = await check(snapshotUrl(dynamo.endpoint, TABLE), given(place));
    expect(outcome.code, outcome.stdout).toBe(0);
    expect(found(outcome, 'exports')).toEqual([
      expect.stringMatching(new RegExp(`^ok numbers: the export ${place} of 20.*Z: 2 data files$`)),
      expect.stringMatching(/^ok numbers: 4 items: loading takes about 1 min/),
    ]);
    expect(outcome.stdout).not.toContain('dynamodb:Scan');
    expect(dynamo.calls.map(({ operation }) => operation)).toEqual(['DescribeTable']);
  });

  test.each<[string, string, (place: string) => void]>([
    ['EXPORT_NOT_FOUND', 'manifest-summary.json', (place) => rmSync(join(place, 'manifest-summary.json'))],
    ['EXPORT_FILE_MISSING', 'manifest-files.json', (place) => rmSync(join(place, 'manifest-files.json'))],
    [
      'EXPORT_FILE_MISSING',
      'data/',
      (place) => rmSync(join(place, 'data', String(readdirSync(join(place, 'data'))[1]))),
    ],
    ['EXPORT_CORRUPT', 'MD5', (place) => writeFileSync(join(place, 'manifest-files.json'), '{}')],
  ])('and damaged are a FAIL: %s, %s', async (code, reason, damage) => {
    await using dynamo = await dynamoDb();
    const place = written(1);
    damage(place);
    const outcome = await check(snapshotUrl(dynamo.endpoint, TABLE), given(place));
    expect(outcome.code).toBe(1);
    const [line] = found(outcome, 'exports');
    expect(line).toMatch(new RegExp(`^FAIL ${code}`));
    expect(line).toContain(reason);
  });

  test('are compared with what the stream keeps', async () => {
    const good = await beside(48, given(written(1)));
    expect(good.code, good.stdout).toBe(0);
    expect(found(good, 'exports')[1]).toMatch(/^ok .*kept for another 23\.0 h$/);
    for (const [created, age, reason] of [
      [48, 25, 'no longer has the changes'],
      [2, 5, 'was created after that'],
    ] as const) {
      const old = await beside(created, given(written(age)));
      expect(old.code, old.stdout).toBe(1);
      expect(found(old, 'exports').at(-1)).toMatch(new RegExp(`^FAIL EXPORT_TOO_OLD.*${reason}`));
    }
  });

  test('are refused where the state says that changes were read; for gaps they may be too old', async () => {
    const state = join(folder.path, 'state.json');
    writeFileSync(state, JSON.stringify(stateWith({ 'shardId-000000000000': '1' }, Date.now())));
    const refused = await beside(48, given(written(1)), ['--state', state]);
    expect(found(refused, 'exports')).toEqual([expect.stringMatching(/^FAIL EXPORT_TOO_OLD/)]);
    const forGaps = await beside(48, { ...given(written(30)), on_gap: 'export' }, ['--state', state]);
    expect(found(forGaps, 'exports').at(-1)).toMatch(/^warn EXPORT_TOO_OLD/);
  });

  test('in S3 are looked at there; what may not be read is named', async () => {
    await using dynamo = await dynamoDb();
    await using s3 = await startS3();
    for (const [key, bytes] of exportFiles(spec(1), 'daily')) s3.objects.set(`exports/${key}`, bytes);
    const settings = { ...given('s3://exports/daily/AWSDynamoDB/full'), s3_endpoint_url: s3.endpoint };
    const good = await check(snapshotUrl(dynamo.endpoint, TABLE), settings);
    expect(good.code, good.stdout).toBe(0);
    const [key = ''] = [...s3.objects.keys()].filter((one) => one.endsWith('.gz'));
    s3.denied.add(key);
    const denied = await check(snapshotUrl(dynamo.endpoint, TABLE), settings);
    expect([denied.code, found(denied, 'exports')[0]]).toEqual([
      1,
      expect.stringMatching(/^FAIL numbers: s3:GetObject is not permitted/),
    ]);
  });
});

describe('exports that are asked for', () => {
  test.each<[string, Script, number, RegExp]>([
    ['are possible', recovery('ENABLED'), 0, /^ok .*recovery is on; dynamodb:ExportTable.* is not tried/],
    ['need recovery', recovery('DISABLED'), 1, /^FAIL .*recovery is off: aws dynamodb update-continuous/],
    [
      'may be unknown',
      () => undefined,
      0,
      /^warn numbers: dynamodb:DescribeContinuousBackups does not work here/,
    ],
  ])('%s; none is requested', async (_, script, code, said) => {
    await using dynamo = await dynamoDb(script);
    await using s3 = await startS3();
    const settings = { ...requested, s3_endpoint_url: s3.endpoint };
    const outcome = await check(snapshotUrl(dynamo.endpoint, TABLE), settings);
    expect(outcome.code, outcome.stdout).toBe(code);
    expect(found(outcome, 'exports')).toEqual([
      expect.stringMatching(said),
      expect.stringMatching(/^ok numbers: 1000000 items: loading takes about 2 min/),
      expect.stringMatching(/^ok s3:\/\/exports is there; s3:PutObject/),
    ]);
    const operations = dynamo.calls.map(({ operation }) => operation);
    expect(operations).not.toContain('ExportTableToPointInTime');
    expect(s3.log).toEqual(['exports/daily/AWSDynamoDB/none/manifest-summary.json']);
  });

  test('and would take longer than the stream keeps changes are warned of', async () => {
    await using dynamo = await dynamoDb(recovery('ENABLED'), 1e9);
    await using s3 = await startS3();
    await using kinesis = await startHostileKinesis(kinesisModel({ cdc: 1 }, hoursAgo(48)));
    const outcome = await check(sourceUrl(kinesis), {
      ...{ mode: 'snapshot+cdc', tables: [TABLE], dynamodb_endpoint_url: dynamo.endpoint },
      ...{ ...requested, s3_endpoint_url: s3.endpoint },
    });
    expect(outcome.code, outcome.stdout).toBe(0);
    expect(found(outcome, 'exports')[1]).toMatch(/^warn .*27\.8 h .*longer than the 24\.0 h/);
  });
});
