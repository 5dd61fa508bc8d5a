import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { snapshotUrl } from '../snapshot/tables.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import type { Item } from '../support/dynamodb/item.ts';
import { type DynamoDbServer, startDynalite } from '../support/dynamodb-server/dynalite.ts';
import { refusal, startProxy } from '../support/dynamodb-server/proxy.ts';
import { createTable, deleteItem, putItem, putItems } from '../support/dynamodb-server/tables.ts';
import { type ExportSpec, exportFiles, writeExport } from '../support/exports/export-files.ts';
import { startS3 } from '../support/exports/s3-server.ts';
import { openProcess } from '../support/programs/open-process.ts';
import { BIN, run } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { allKinds, injectFaults } from './faults.ts';
import { found, loadOnce, runVerify } from './run-verify.ts';

const LONG = { timeout: 120_000 };
const UNTIL = Date.parse('2026-01-02T03:04:05Z');
const ITEMS = 12;

let server: DynamoDbServer;
let folder: ReturnType<typeof temporaryFolder>;

beforeAll(async () => {
  server = await startDynalite();
});

afterAll(async () => await server[Symbol.asyncDispose]());

beforeEach(() => {
  folder = temporaryFolder();
  return () => folder[Symbol.dispose]();
});

const id = (number: number): Item[string] => ({ S: `item-${number}` });

/** A table of DynamoDB that CrateDB has too. */
async function loadedTable(name: string, schema: TestSchema): Promise<string> {
  await createTable(server.client, { name, keys: { id }, attributes: {}, presence: 1 });
  const items = Array.from({ length: ITEMS }, (_, number) => allKinds(number));
  await putItems(server.client, name, items);
  const source = snapshotUrl(server.endpoint, name);
  await loadOnce(source, schema.url);
  return source;
}

/** The items that a table has now, as an export. */
async function exportOf(
  client: DynamoDBClient,
  table: string,
  more: Partial<ExportSpec> = {},
): Promise<ExportSpec> {
  const { Items: items = [] } = await client.send(new ScanCommand({ TableName: table }));
  return { table, id: 'full', until: UNTIL, items: items as Item[], files: 3, ...more };
}

const byExport = (source: string, schema: TestSchema, place: string, ...options: string[]) =>
  runVerify(source, schema.url, ['--settle', '0', '--export', place, ...options]);

test(
  'a table that equals its export is found equal without a Scan, as of the time of the export',
  LONG,
  async () => {
    await using schema = await openSchema(inject('cratedb'));
    await loadedTable('equal', schema);
    const place = writeExport(folder.path, await exportOf(server.client, 'equal'));
    await using proxy = await startProxy(server.endpoint, ({ operation }) =>
      operation === 'Scan' ? refusal('AccessDeniedException') : undefined,
    );
    const source = snapshotUrl(proxy.endpoint, 'equal');
    const { code, report, log } = await byExport(source, schema, place);
    expect(code, log).toBe(0);
    expect(report).toMatchObject({
      ...{ items: ITEMS, rows: ITEMS, equal: ITEMS, suspected: 0, readUnits: 0, coverage: 'all' },
      export: { place, asOf: '2026-01-02T03:04:05.000Z' },
    });
    expect(proxy.calls.filter(({ operation }) => operation === 'GetItem')).toEqual([]);
    const text = await run(BIN.relay, ['verify', source, schema.url, '--export', place, '--sample', '50%']);
    expect(text.stdout, text.stderr).toContain(`the export ${place}, as of 2026-01-02T03:04:05.000Z`);
  },
);

test('each fault is reported with its kind, and repaired', LONG, async () => {
  await using schema = await openSchema(inject('cratedb'));
  const source = await loadedTable('faulty', schema);
  const expected = await injectFaults(server.client, schema, 'faulty', 'columns');
  const place = writeExport(folder.path, await exportOf(server.client, 'faulty'));
  const repaired = await byExport(source, schema, place, '--repair');
  expect(found(repaired), repaired.log).toEqual(expected);
  expect(repaired).toMatchObject({ code: 0, report: { repaired: expected.length } });
  const again = await byExport(source, schema, place);
  expect(again).toMatchObject({ code: 0, report: { equal: ITEMS - 1, findings: [], suspected: 0 } });
});

test(
  'what has changed since an old export is looked up, and is no difference; faults are',
  LONG,
  async () => {
    await using schema = await openSchema(inject('cratedb'));
    const source = await loadedTable('old', schema);
    const place = writeExport(folder.path, await exportOf(server.client, 'old'));
    await putItem(server.client, 'old', { ...allKinds(1), text: { S: 'changed since' } });
    await deleteItem(server.client, 'old', { id: id(2) });
    await putItem(server.client, 'old', allKinds(100));
    await loadOnce(source, schema.url);
    const old = await byExport(source, schema, place);
    expect(old.code, old.log).toBe(0);
    expect(old.report).toMatchObject({ suspected: 3, findings: [], undecided: 0 });
    const table = `"${schema.name}"."old"`;
    await schema.query(`UPDATE ${table} SET "text" = 'wrong' WHERE "id" IN ('item-1', 'item-4')`);
    await schema.query(`DELETE FROM ${table} WHERE "id" = 'item-5'`);
    await schema.query(`INSERT INTO ${table} ("id") VALUES ('item-200')`);
    await schema.query(`REFRESH TABLE ${table}`);
    expect(found(await byExport(source, schema, place))).toEqual([
      ['different', ['item-1'], ['text']],
      ['different', ['item-4'], ['text']],
      ['extra', ['item-200'], []],
      ['missing', ['item-5'], []],
    ]);
  },
);

test('an export that is damaged, or not of this table, is named', LONG, async () => {
  await using schema = await openSchema(inject('cratedb'));
  const source = await loadedTable('damaged', schema);
  const items = Array.from({ length: 6 }, (_, number) => allKinds(number));
  const spec: ExportSpec = { table: 'damaged', id: 'full', until: UNTIL, items };
  const file = (place: string): string => join(place, 'data', 'full-1.json.gz');
  const damages: [Partial<ExportSpec>, (place: string) => void, string, string][] = [
    [{}, (place) => writeFileSync(file(place), gzipSync('{}\n')), 'EXPORT_CORRUPT', 'data/full-1.json.gz'],
    [{}, (place) => rmSync(file(place)), 'EXPORT_FILE_MISSING', 'data/full-1.json.gz'],
    [
      { items: [...items, { other: { S: 'x' } }] },
      () => undefined,
      'ITEM_INVALID',
      'Line 4 of the file data/full-0',
    ],
    [{ table: 'other' }, () => undefined, 'EXPORT_UNUSABLE', 'the table "other"'],
    [{ changes: [], from: UNTIL - 1000 }, () => undefined, 'EXPORT_UNUSABLE', 'it is incremental'],
    [{}, (place) => rmSync(join(place, 'manifest-summary.json')), 'EXPORT_NOT_FOUND', 'no finished export'],
  ];
  for (const [more, damage, code, reason] of damages) {
    using own = temporaryFolder();
    const { items: full = [], ...rest } = { ...spec, ...more };
    const place = writeExport(own.path, more.changes === undefined ? { ...rest, items: full } : rest);
    damage(place);
    const outcome = await byExport(source, schema, place);
    expect(outcome, outcome.log).toMatchObject({ code: 1, report: undefined });
    expect(outcome.log).toContain(code);
    expect(outcome.log).toContain(reason);
  }
});

test('an export in S3, killed in the middle: it goes on there, to the same report', LONG, async () => {
  await using schema = await openSchema(inject('cratedb'));
  const source = await loadedTable('killed', schema);
  const expected = await injectFaults(server.client, schema, 'killed', 'columns');
  const progress = join(folder.path, 'progress');
  let isHeld = true;
  const answer = async (key: string): Promise<undefined> => {
    if (!isHeld || !key.endsWith('.gz')) return undefined;
    // Slow enough that progress is kept, and nothing more comes once it is.
    await new Promise((resolve) => setTimeout(resolve, 150));
    return existsSync(progress) ? await new Promise(() => undefined) : undefined;
  };
  await using s3 = await startS3(answer);
  const spec = await exportOf(server.client, 'killed', { files: 11 });
  for (const [key, bytes] of exportFiles(spec, 'daily')) s3.objects.set(`exports/${key}`, bytes);
  const place = 's3://exports/daily/AWSDynamoDB/full';
  const env = { AWS_ENDPOINT_URL_S3: s3.endpoint };
  const options = ['--settle', '0', '--segments', '2', '--export', place, '--progress', progress];
  await using verifying = openProcess(BIN.relay, ['verify', source, schema.url, ...options], env);
  await expect.poll(() => statSync(progress, { throwIfNoEntry: false })?.size ?? 0, WAIT).toBeGreaterThan(0);
  verifying.signal('SIGKILL');
  await verifying.ended;
  const before = new Set(s3.log.filter((key) => key.endsWith('.gz'))).size;
  expect(before).toBeLessThan(11);
  isHeld = false;
  const other = await runVerify(source, schema.url, ['--progress', progress, '--export', folder.path], env);
  expect(other.log).toContain('it is of another comparison');
  const rest = await runVerify(source, schema.url, options, env);
  expect(rest.log).toMatch(/goes on after [1-9]/);
  expect(found(rest), rest.log).toEqual(expected);
  expect(rest.report).toMatchObject({ items: 11, rows: 11, export: { place } });
});

const WAIT = { timeout: 60_000, interval: 5 };
