import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { addRecords, kinesisModel, shardOf, startHostileKinesis, trim } from '@cdc-relay/hostile-kinesis';
import { loadSettings, stringifyJson } from '@cdc-relay/singer';
import { parse } from 'lossless-json';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkTapSettings } from '../../tap-dynamodb-cdc/dist/check-settings.js';
import { program } from '../../tap-dynamodb-cdc/dist/program.js';
import type { TapSettings } from '../../tap-dynamodb-cdc/dist/settings/settings.generated.js';
import { allTypes } from '../support/dynamodb/all-types.ts';
import { canonicalDecimal } from '../support/dynamodb/decimal.ts';
import { diffRow } from '../support/dynamodb/diff-row.ts';
import { expectedRow } from '../support/dynamodb/expected.ts';
import type { Item } from '../support/dynamodb/item.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { newItem } from '../support/dynamodb/table.ts';
import { type DynamoDbServer, startDynalite } from '../support/dynamodb-server/dynalite.ts';
import { type DynamoDbProxy, refusal, type Script, startProxy } from '../support/dynamodb-server/proxy.ts';
import { createTable } from '../support/dynamodb-server/tables.ts';
import {
  type ExportSpec,
  exportArn,
  exportFiles,
  md5,
  writeExport,
} from '../support/exports/export-files.ts';
import { startS3 } from '../support/exports/s3-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { cdcModel, HOUR, range, sourceUrl } from '../tap/reading/source.ts';
import { runInProcess } from '../tap/reading/tap-in-process.ts';
import { changeOf } from './changes.ts';
import { idsIn, numberedTable, snapshotsIn, snapshotUrl, typesIn, versionsIn } from './tables.ts';

const TABLE = 'numbers';
const SHARD = 'shardId-000000000000';
let server: DynamoDbServer;
let folder: ReturnType<typeof temporaryFolder>;

beforeAll(async () => {
  server = await startDynalite();
  await numberedTable(server, TABLE, 0);
  await numberedTable(server, 'other', 0);
});

afterAll(async () => await server[Symbol.asyncDispose]());

beforeEach(() => {
  folder = temporaryFolder();
  return () => folder[Symbol.dispose]();
});

const item = (id: number): Item => ({ id: { N: String(id) }, text: { S: `item ${id}` } });
const numbered = (count: number): Item[] => range(1, count).map(item);

/** A whole second, some minutes ago. */
const recently = (): number => Math.floor(Date.now() / 1000) * 1000 - 5 * 60_000;

const fullExport = (count: number, more: Partial<ExportSpec> = {}): ExportSpec => ({
  ...{ table: TABLE, id: '01700000000000-aaaa', until: recently(), items: numbered(count) },
  ...more,
});

/** No snapshot from an export may cost read capacity. */
const withoutScan = async (script?: Script): Promise<DynamoDbProxy> =>
  await startProxy(server.endpoint, (call, count) =>
    call.operation === 'Scan' ? refusal('AccessDeniedException') : script?.(call, count),
  );

const alone = (endpoint: string, exports: readonly string[]) => ({
  source_url: snapshotUrl(endpoint, TABLE),
  snapshot_source: 'export' as const,
  snapshot_exports: [...exports],
});

describe('a finished export in a folder', () => {
  test('is a snapshot: its items, as of its time, and the end of older versions, without a Scan', async () => {
    await using proxy = await withoutScan();
    const spec = fullExport(40, { files: 3 });
    const run = await runInProcess(alone(proxy.endpoint, [writeExport(folder.path, spec)]));
    expect(run.error).toBeUndefined();
    expect(idsIn(run.messages)).toEqual(range(1, 40));
    expect(typesIn(run.messages)).toEqual(['STATE', 'SCHEMA', 'RECORD', 'ACTIVATE_VERSION', 'STATE']);
    const { version, sequence } = snapshotsIn(run.state)[TABLE] ?? { version: 0 };
    expect(sequence).toBe((spec.until - 10_000) * 1000 - 1);
    expect(versionsIn(run.messages)).toEqual([version]);
    expect(JSON.stringify(run.state)).not.toContain('AWSDynamoDB');
    expect(run.log).toContain('snapshot complete: 40 items');
  });

  test('has every value of every type as it is', async () => {
    await createTable(server.client, allTypes);
    const random = seededRandom(11);
    const items = range(0, 59).map((number) => newItem(allTypes, random, number));
    const place = writeExport(folder.path, { table: allTypes.name, id: 'e', until: recently(), items });
    const settings = {
      ...alone(server.endpoint, [place]),
      source_url: snapshotUrl(server.endpoint, allTypes.name),
    };
    const run = await runInProcess(settings);
    expect(run.error).toBeUndefined();
    const rows = run.messages.flatMap((message) =>
      message.type === 'RECORD'
        ? [parse(stringifyJson(message.record)) as ReturnType<typeof expectedRow>]
        : [],
    );
    const idOf = (row: (typeof rows)[number]) =>
      `${String(row['hash key'])} ${canonicalDecimal(String(row['range-key']))}`;
    const found = new Map(rows.map((row) => [idOf(row), row]));
    expect(found.size).toBe(60);
    for (const row of items.map(expectedRow)) expect(diffRow(row, found.get(idOf(row)) ?? {})).toEqual([]);
  });

  test('that was interrupted in the middle of its files goes on there', async () => {
    // Several chunks a file.
    const items = numbered(3_000).map((one) => ({ ...one, text: { S: 'x'.repeat(1_000) } }));
    const spec = fullExport(0, { files: 3, items });
    const settings = {
      ...alone(server.endpoint, [writeExport(folder.path, spec)]),
      snapshot_segments: 2,
      state_interval_records: 1,
    };
    const stop = new AbortController();
    let records = 0;
    const first = await runInProcess(settings, {
      signal: stop.signal,
      onMessage: ({ type }) => {
        records += type === 'RECORD' ? 1 : 0;
        if (records === 1_200) stop.abort();
      },
    });
    expect(first.error).toBeUndefined();
    const { version, export: position } = snapshotsIn(first.state)[TABLE] ?? {};
    expect(Object.values(position?.open ?? {}).some((lines) => lines > 0)).toBe(true);
    const second = await runInProcess(settings, { state: first.state });
    expect(second.error).toBeUndefined();
    expect(idsIn([...first.messages, ...second.messages])).toEqual(range(1, 3_000));
    expect(idsIn(second.messages).length).toBeLessThan(2_500);
    expect(versionsIn([...first.messages, ...second.messages])).toEqual([version]);
  });

  test('is not loaded again by the next run, but a newer one is, and an older one is refused', async () => {
    const spec = fullExport(3);
    const settings = alone(server.endpoint, [writeExport(folder.path, spec)]);
    const first = await runInProcess(settings);
    const second = await runInProcess(settings, { state: first.state });
    expect(second.error).toBeUndefined();
    expect(idsIn(second.messages)).toEqual([]);
    const newer = writeExport(folder.path, { ...spec, id: 'newer', until: spec.until + 1_000 });
    const third = await runInProcess({ ...settings, snapshot_exports: [newer] }, { state: first.state });
    expect(idsIn(third.messages)).toEqual(range(1, 3));
    const older = await runInProcess(settings, { state: third.state });
    expect(older.error).toMatchObject({ code: 'EXPORT_TOO_OLD' });
  });
});

describe('changes around an export', () => {
  const settings = {
    mode: 'snapshot+cdc' as const,
    tables: [TABLE],
    snapshot_clock_margin: 5,
    snapshot_source: 'export' as const,
  };

  test('are read from before its time on: newer ones win, older ones are left out', async () => {
    const until = recently();
    const age = Date.now() - until;
    const { model, cdc } = cdcModel();
    addRecords(shardOf(cdc, SHARD), [
      changeOf(TABLE, 1, age + HOUR),
      changeOf(TABLE, 101, age + 8_000),
      changeOf(TABLE, 2, age + 2_000),
      changeOf(TABLE, 3, age - 2_000, 'REMOVE'),
      changeOf(TABLE, 102, 1_000),
    ]);
    await using kinesis = await startHostileKinesis(model);
    await using proxy = await withoutScan();
    const place = writeExport(folder.path, fullExport(4, { until }));
    const run = await runInProcess({
      ...settings,
      source_url: sourceUrl(kinesis),
      dynamodb_endpoint_url: proxy.endpoint,
      snapshot_exports: [place],
    });
    expect(run.error).toBeUndefined();
    const records = run.messages.flatMap((message) => (message.type === 'RECORD' ? [message.record] : []));
    const newest = (id: number) =>
      records
        .filter((record) => record.id === id)
        .sort((a, b) => Number(b._sdc_sequence) - Number(a._sdc_sequence))[0];
    expect(idsIn(run.messages)).toEqual([1, 2, 3, 4, 102]);
    expect(newest(1)).toMatchObject({ text: 'item 1' });
    expect(newest(2)).not.toHaveProperty('text');
    expect(newest(3)).toHaveProperty('_sdc_deleted_at');
    expect(versionsIn(run.messages)).toHaveLength(1);
  });

  test('that Kinesis no longer has are a fault, as they would be lost', async () => {
    const until = recently() - 24 * HOUR;
    const { model } = cdcModel();
    await using kinesis = await startHostileKinesis(model);
    const run = await runInProcess({
      ...settings,
      source_url: sourceUrl(kinesis),
      dynamodb_endpoint_url: server.endpoint,
      snapshot_exports: [writeExport(folder.path, fullExport(4, { until }))],
    });
    expect(run.error).toMatchObject({ code: 'EXPORT_TOO_OLD' });
    expect(run.messages.some(({ type }) => type === 'RECORD')).toBe(false);
  });

  test('that were made before the Kinesis stream was are a fault, too', async () => {
    const until = recently() - 3 * HOUR;
    await using kinesis = await startHostileKinesis(kinesisModel({ cdc: 1 }, Date.now() - HOUR));
    const source = { source_url: sourceUrl(kinesis), dynamodb_endpoint_url: server.endpoint };
    const old = writeExport(folder.path, fullExport(4, { until }));
    const run = await runInProcess({ ...settings, ...source, snapshot_exports: [old] });
    expect(run.error).toMatchObject({ code: 'EXPORT_TOO_OLD' });
    expect(run.error?.message).toContain('the Kinesis stream was created after that');
    expect(run.messages.some(({ type }) => type === 'RECORD')).toBe(false);
    const newer = writeExport(folder.path, fullExport(4, { id: 'newer' }));
    const later = await runInProcess({ ...settings, ...source, snapshot_exports: [newer] });
    expect(later.error).toBeUndefined();
    expect(idsIn(later.messages)).toEqual(range(1, 4));
  });

  test('before an incremental export are in it: images, deletions, write times', async () => {
    const until = recently();
    const from = until - 24 * HOUR;
    const at = (until - HOUR) * 1000 + 123_456;
    const full = writeExport(folder.path, fullExport(4, { until: from }));
    const incremental = writeExport(folder.path, {
      ...{ table: TABLE, id: 'incremental', from, until },
      changes: [
        { at, keys: { id: { N: '2' } }, newImage: { id: { N: '2' }, text: { S: 'new' } } },
        { at, keys: { id: { N: '3' } }, oldImage: item(3) },
        { at: at + 1_000, keys: { id: { N: '5' } }, newImage: item(5) },
      ],
    });
    const { model } = cdcModel();
    await using kinesis = await startHostileKinesis(model);
    const source = { source_url: sourceUrl(kinesis), dynamodb_endpoint_url: server.endpoint };
    const run = await runInProcess({
      ...settings,
      ...source,
      snapshot_exports: [incremental, full],
      old_image: true,
    });
    expect(run.error).toBeUndefined();
    const records = run.messages.flatMap((message) => (message.type === 'RECORD' ? [message.record] : []));
    const last = (id: number) => records.findLast((record) => record.id === id);
    const version = Math.floor(at / 1000) * 1000 + 999;
    expect(last(1)).toMatchObject({ _sdc_sequence: (from - 5_000) * 1000 - 1 });
    expect(last(2)).toMatchObject({ text: 'new', _sdc_sequence: version });
    expect(last(3)).toMatchObject({ _sdc_sequence: version, _sdc_old_image: { text: 'item 3' } });
    expect(last(3)).toHaveProperty('_sdc_deleted_at');
    expect(last(5)).toMatchObject({ text: 'item 5', _sdc_sequence: version + 1_000 });
    expect(snapshotsIn(run.state, 'cdc')[TABLE]?.sequence).toBe((until - 5_000) * 1000 - 1);
    // In between, something would be missing.
    const later = writeExport(folder.path, {
      table: TABLE,
      id: 'late',
      from: from + 1_000,
      until,
      changes: [],
    });
    for (const [exports, reason] of [
      [[full, later], 'in none of them'],
      [[incremental], 'no full export'],
      [[full, full], 'it is full'],
    ] as const) {
      const wrong = await runInProcess({ ...settings, ...source, snapshot_exports: [...exports] });
      expect(wrong.error).toMatchObject({ code: 'EXPORT_UNUSABLE' });
      expect(wrong.error?.message).toContain(reason);
    }
  });
});

describe('an export that is not as DynamoDB wrote it', () => {
  const rewritten = (place: string, change: (summary: Record<string, unknown>) => object): void => {
    rmSync(join(place, 'manifest-summary.md5'));
    const text = JSON.stringify({ ...JSON.parse(summaryText), ...change(JSON.parse(summaryText)) });
    writeFileSync(join(place, 'manifest-summary.json'), text);
  };
  let place: string;
  let summaryText: string;
  const file = (index: number): string => join(place, 'data', `01700000000000-aaaa-${index}.json.gz`);
  beforeEach(() => {
    const spec = fullExport(6);
    place = writeExport(folder.path, spec);
    summaryText = String(exportFiles(spec).get('AWSDynamoDB/01700000000000-aaaa/manifest-summary.json'));
  });

  /** Lists a file as it is now. */
  const listed = (index: number, bytes: Buffer, items: number): void => {
    writeFileSync(file(index), bytes);
    rmSync(join(place, 'manifest-files.md5'));
    const lines = [0, 1].map((one) => ({
      itemCount: one === index ? items : 3,
      md5Checksum: md5(one === index ? bytes : (exportFiles(fullExport(6)).get(keyOf(one)) ?? bytes)),
      dataFileS3Key: keyOf(one),
    }));
    writeFileSync(join(place, 'manifest-files.json'), lines.map((line) => JSON.stringify(line)).join('\n'));
    rewritten(place, () => ({ itemCount: items + 3 }));
  };
  const keyOf = (index: number): string =>
    `AWSDynamoDB/01700000000000-aaaa/data/01700000000000-aaaa-${index}.json.gz`;
  const lines = (ids: readonly number[]): string =>
    ids.map((id) => `${JSON.stringify({ Item: item(id) })}\n`).join('');

  test.each<[string, string, string, () => void]>([
    ['another byte', 'EXPORT_CORRUPT', 'its MD5', () => writeFileSync(file(1), gzipSync(lines([2, 4, 7])))],
    ['no file', 'EXPORT_FILE_MISSING', 'does not exist', () => rmSync(file(1))],
    [
      'a file cut off',
      'EXPORT_CORRUPT',
      'unpacked',
      () => listed(1, gzipSync(lines([2, 4, 6])).subarray(0, 40), 3),
    ],
    ['fewer items', 'EXPORT_CORRUPT', 'has 2 items', () => listed(1, gzipSync(lines([2, 4])), 3)],
    [
      'no manifest',
      'EXPORT_NOT_FOUND',
      'no finished export',
      () => rmSync(join(place, 'manifest-summary.json')),
    ],
    [
      'no list of files',
      'EXPORT_FILE_MISSING',
      'manifest-files',
      () => rmSync(join(place, 'manifest-files.json')),
    ],
    [
      'a manifest that was changed',
      'EXPORT_CORRUPT',
      'manifest-summary.json',
      () => writeFileSync(join(place, 'manifest-summary.json'), summaryText.replace('6', '7')),
    ],
    [
      'Amazon Ion',
      'EXPORT_UNUSABLE',
      'format is ION',
      () => rewritten(place, () => ({ outputFormat: 'ION' })),
    ],
    [
      'another table',
      'EXPORT_UNUSABLE',
      'the table "other"',
      () => rewritten(place, ({ tableArn }) => ({ tableArn: String(tableArn).replace(TABLE, 'other') })),
    ],
    [
      'files of another count',
      'EXPORT_UNUSABLE',
      'its files have 6',
      () => rewritten(place, () => ({ itemCount: 9 })),
    ],
    [
      'a line that is no JSON',
      'ITEM_INVALID',
      'Line 2 of the file',
      () => listed(1, gzipSync('{"Item":{"id":{"N":"2"}}}\n{"Item"\n'), 2),
    ],
    [
      'an item without its key',
      'ITEM_INVALID',
      'lacks the key',
      () => listed(1, gzipSync('{"Item":{"x":{"N":"2"}}}\n'), 1),
    ],
  ])('is named: %s', async (_, code, reason, break_) => {
    break_();
    const run = await runInProcess(alone(server.endpoint, [place]));
    expect(run.error).toMatchObject({ code });
    expect(run.error?.message).toContain(reason);
    expect(run.messages.some(({ type }) => type === 'ACTIVATE_VERSION')).toBe(false);
    if (code === 'EXPORT_CORRUPT' && reason === 'its MD5') expect(idsIn(run.messages)).not.toContain(7);
  });

  test('is read to its end once it is repaired', async () => {
    const right = exportFiles(fullExport(6)).get(keyOf(1)) ?? Buffer.alloc(0);
    rmSync(file(1));
    const first = await runInProcess(alone(server.endpoint, [place]));
    expect(first.error).toMatchObject({ code: 'EXPORT_FILE_MISSING' });
    writeFileSync(file(1), right);
    const second = await runInProcess(alone(server.endpoint, [place]), { state: first.state });
    expect(second.error).toBeUndefined();
    expect(idsIn([...first.messages, ...second.messages])).toEqual(range(1, 6));
  });

  test('has its bad lines in the dead-letter file, where the settings want it', async () => {
    listed(1, gzipSync(`${lines([2])}nonsense\n${lines([4])}`), 3);
    const path = join(folder.path, 'dead.ndjson');
    const run = await runInProcess({
      ...alone(server.endpoint, [place]),
      on_bad_record: 'dead_letter',
      dead_letter_path: path,
    });
    expect(run.error).toBeUndefined();
    expect(idsIn(run.messages)).toEqual([1, 2, 3, 4, 5]);
    expect(run.log).toContain('"metric":"dead_letter_count","value":1');
  });
});

describe('an export in S3', () => {
  const PREFIX = 'backups/daily';
  const location = `s3://exports/${PREFIX}/AWSDynamoDB/01700000000000-aaaa`;

  test('is read, over connections that break, from where they broke', async () => {
    await using s3 = await startS3((key, count) =>
      key.endsWith('.gz') && count % 3 !== 0 ? 200 : undefined,
    );
    for (const [key, bytes] of exportFiles(fullExport(500), PREFIX)) s3.objects.set(`exports/${key}`, bytes);
    const settings = { ...alone(server.endpoint, [location]), s3_endpoint_url: s3.endpoint };
    const run = await runInProcess(settings);
    expect(run.error).toBeUndefined();
    expect(idsIn(run.messages)).toEqual(range(1, 500));
    expect(s3.log.some((one) => one.endsWith(' bytes=200-'))).toBe(true);
  });

  test('whose file is not there, or that is not there, is named', async () => {
    await using s3 = await startS3();
    const settings = { ...alone(server.endpoint, [location]), s3_endpoint_url: s3.endpoint };
    expect((await runInProcess(settings)).error).toMatchObject({ code: 'EXPORT_NOT_FOUND' });
    for (const [key, bytes] of exportFiles(fullExport(5), PREFIX))
      if (!key.endsWith('-1.json.gz')) s3.objects.set(`exports/${key}`, bytes);
    expect((await runInProcess(settings)).error).toMatchObject({ code: 'EXPORT_FILE_MISSING' });
  });
});

describe('an export that the tap asks for', () => {
  const ID = '01795434018047-bbbb';
  const described = (more: object) => ({
    status: 200,
    body: { ExportDescription: { ExportArn: exportArn(TABLE, ID), ...more } },
  });

  test('is waited for, and read; a restart goes on waiting for the same one', async () => {
    await using s3 = await startS3();
    const stop = new AbortController();
    let isDone = false;
    await using proxy = await withoutScan(({ operation }) => {
      if (operation === 'ExportTableToPointInTime') return described({ ExportStatus: 'IN_PROGRESS' });
      if (operation !== 'DescribeExport') return undefined;
      if (!isDone) stop.abort();
      return described({ ExportStatus: isDone ? 'COMPLETED' : 'IN_PROGRESS' });
    });
    const settings = {
      source_url: snapshotUrl(proxy.endpoint, TABLE),
      snapshot_source: 'export' as const,
      snapshot_export_to: 's3://exports/backups',
      s3_endpoint_url: s3.endpoint,
    };
    const first = await runInProcess(settings, { signal: stop.signal });
    expect(first.error).toBeUndefined();
    expect(first.log).toContain('asked DynamoDB for an export');
    const spec = { table: TABLE, id: ID, until: Date.now() + 1_000, items: numbered(7) };
    for (const [key, bytes] of exportFiles(spec, 'backups')) s3.objects.set(`exports/${key}`, bytes);
    isDone = true;
    const second = await runInProcess(settings, { state: first.state });
    expect(second.error).toBeUndefined();
    expect(idsIn(second.messages)).toEqual(range(1, 7));
    const asked = proxy.calls.filter(({ operation }) => operation === 'ExportTableToPointInTime');
    expect(asked).toHaveLength(1);
    expect(asked[0]?.input).toMatchObject({
      S3Bucket: 'exports',
      S3Prefix: 'backups',
      ExportType: 'FULL_EXPORT',
    });
  });

  test.each([
    ['PointInTimeRecoveryUnavailableException', 'POINT_IN_TIME_RECOVERY_OFF', 'update-continuous-backups'],
    ['ValidationException', 'EXPORT_REFUSED', 'snapshot_export_to'],
    ['AccessDeniedException', 'ACCESS_DENIED', 'ExportTableToPointInTime'],
  ])('is refused: %s', async (type, code, remedy) => {
    await using proxy = await withoutScan(({ operation }) =>
      operation === 'ExportTableToPointInTime' ? refusal(type) : undefined,
    );
    const run = await runInProcess({
      source_url: snapshotUrl(proxy.endpoint, TABLE),
      snapshot_source: 'export',
      snapshot_export_to: 's3://exports',
    });
    expect(run.error).toMatchObject({ code, remedy: expect.stringContaining(remedy) as string });
  });

  test('and that fails is asked for again by the next run', async () => {
    await using proxy = await withoutScan(({ operation }) => {
      if (operation === 'ExportTableToPointInTime') return described({ ExportStatus: 'IN_PROGRESS' });
      if (operation !== 'DescribeExport') return undefined;
      return described({
        ExportStatus: 'FAILED',
        FailureCode: 'S3NoSuchBucket',
        FailureMessage: 'no bucket',
      });
    });
    const settings = {
      source_url: snapshotUrl(proxy.endpoint, TABLE),
      snapshot_source: 'export' as const,
      snapshot_export_to: 's3://exports',
    };
    const first = await runInProcess(settings);
    expect(first.error).toMatchObject({ code: 'EXPORT_FAILED' });
    expect(first.error?.message).toContain('S3NoSuchBucket');
    await runInProcess(settings, { state: first.state });
    const tokens = proxy.calls.flatMap(({ operation, input }) =>
      operation === 'ExportTableToPointInTime' ? [input.ClientToken] : [],
    );
    expect(new Set(tokens).size).toBe(2);
  });
});

test('on_gap resnapshot takes a new export once everything that was read is older, and no Scan', async () => {
  await using s3 = await startS3();
  const { model, cdc } = cdcModel();
  const shard = shardOf(cdc, SHARD);
  addRecords(shard, [
    changeOf(TABLE, 1, 30 * HOUR),
    changeOf(TABLE, 2, 29 * HOUR),
    changeOf(TABLE, 3, 2_000),
  ]);
  await using kinesis = await startHostileKinesis(model);
  let requestedAt = 0;
  await using proxy = await withoutScan(({ operation }) => {
    if (operation === 'ExportTableToPointInTime') {
      requestedAt = Date.now();
      const spec = { table: TABLE, id: 'gap', until: requestedAt, items: numbered(5) };
      for (const [key, bytes] of exportFiles(spec)) s3.objects.set(`exports/${key}`, bytes);
    }
    if (operation !== 'ExportTableToPointInTime' && operation !== 'DescribeExport') return undefined;
    const ExportDescription = { ExportArn: exportArn(TABLE, 'gap'), ExportStatus: 'COMPLETED' };
    return { status: 200, body: { ExportDescription } };
  });
  const settings = {
    source_url: sourceUrl(kinesis),
    dynamodb_endpoint_url: proxy.endpoint,
    s3_endpoint_url: s3.endpoint,
    tables: [TABLE],
    on_gap: 'resnapshot' as const,
    snapshot_source: 'export' as const,
    snapshot_export_to: 's3://exports',
    snapshot_clock_margin: 0,
  };
  const first = await runInProcess({ ...settings, max_records: 1 });
  trim(shard, 2);
  const second = await runInProcess(settings, { state: first.state });
  expect(second.error).toBeUndefined();
  expect(idsIn(second.messages)).toEqual(range(1, 5));
  const { version = 0, sequence = 0 } = snapshotsIn(second.state, 'cdc')[TABLE] ?? {};
  expect(second.messages).toContainEqual({ type: 'ACTIVATE_VERSION', stream: TABLE, version, sequence });
  expect(requestedAt * 1000).toBeGreaterThan(sequence);
});

test('on_gap export loads a full export and what continues it, and reads on from their end', async () => {
  const { model, cdc } = cdcModel();
  const shard = shardOf(cdc, SHARD);
  addRecords(shard, [changeOf(TABLE, 1, 30 * HOUR), changeOf(TABLE, 9, 29 * HOUR, 'REMOVE')]);
  await using kinesis = await startHostileKinesis(model);
  await using proxy = await withoutScan();
  const settings = {
    source_url: sourceUrl(kinesis),
    dynamodb_endpoint_url: proxy.endpoint,
    tables: [TABLE],
    on_gap: 'export' as const,
    snapshot_source: 'export' as const,
    snapshot_clock_margin: 1,
  };
  const until = recently();
  const full = writeExport(folder.path, fullExport(3, { until: until - 40 * HOUR }));
  const first = await runInProcess({ ...settings, snapshot_exports: [full], max_records: 1 });
  expect(first.error).toBeUndefined();
  expect(idsIn(first.messages)).toEqual([1]);
  trim(shard, 2);
  addRecords(shard, [changeOf(TABLE, 5, 60_000)]);
  const tooOld = await runInProcess({ ...settings, snapshot_exports: [full] }, { state: first.state });
  expect(tooOld.error).toMatchObject({ code: 'EXPORT_TOO_OLD' });
  const changes = [{ at: (until - HOUR) * 1000, keys: { id: { N: '4' } }, newImage: item(4) }];
  const window = { table: TABLE, id: 'window', from: until - 40 * HOUR, until, changes };
  const chain = { ...settings, snapshot_exports: [full, writeExport(folder.path, window)] };
  for (const state of [first.state, tooOld.state]) {
    const closed = await runInProcess(chain, { state });
    expect(closed.error).toBeUndefined();
    expect(idsIn(closed.messages)).toEqual(range(1, 5));
    const { version = 0, sequence } = snapshotsIn(closed.state, 'cdc')[TABLE] ?? {};
    expect(versionsIn(closed.messages)).toEqual([version]);
    expect(closed.messages).toContainEqual({ type: 'ACTIVATE_VERSION', stream: TABLE, version, sequence });
    const next = await runInProcess(chain, { state: closed.state });
    expect(idsIn(next.messages)).toEqual([]);
  }
});

test('settings that do not fit are refused, before anything is asked for', () => {
  const source_url = snapshotUrl(server.endpoint, TABLE);
  for (const [settings, reason] of [
    [{ snapshot_source: 'export' }, 'set "snapshot_exports" or "snapshot_export_to"'],
    [{ on_gap: 'export' }, 'set "snapshot_source" and "snapshot_exports"'],
    [{ snapshot_exports: ['/data/export'] }, 'need "snapshot_source"'],
    [
      { snapshot_source: 'export', snapshot_exports: ['s3://bucket'] },
      's3://BUCKET/PREFIX/AWSDynamoDB/EXPORT_ID',
    ],
    [{ snapshot_source: 'export', snapshot_export_to: 'bucket' }, 'must be s3://BUCKET/PREFIX'],
    [
      { snapshot_source: 'export', snapshot_exports: ['/data/e'], on_gap: 'resnapshot' },
      '"snapshot_export_to"',
    ],
  ] as const) {
    const overrides = { source_url, ...settings };
    const sources = { files: [], environment: {}, overrides };
    const given = loadSettings<TapSettings>('tap', program.spec.settingsSchema, sources);
    expect(() => checkTapSettings(given)).toThrow(reason);
  }
});

test('an export of no table that is to be loaded is refused', async () => {
  const settings = { source_url: snapshotUrl(server.endpoint, TABLE), snapshot_source: 'export' as const };
  const missing = await runInProcess({
    ...settings,
    snapshot_exports: [writeExport(folder.path, fullExport(1))],
    source_url: snapshotUrl(server.endpoint, 'other'),
  });
  expect(missing.error).toMatchObject({ code: 'EXPORT_UNUSABLE' });
});
