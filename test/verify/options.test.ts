import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { snapshotUrl } from '../snapshot/tables.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { type DynamoDbServer, startDynalite } from '../support/dynamodb-server/dynalite.ts';
import { startProxy } from '../support/dynamodb-server/proxy.ts';
import { createTable, putItems } from '../support/dynamodb-server/tables.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { loadOnce, runVerify } from './run-verify.ts';

const NAME = 'optional';
const ITEMS = 40;
const LONG = { timeout: 120_000 };

let server: DynamoDbServer;
let schema: TestSchema;

beforeAll(async () => {
  server = await startDynalite();
  schema = await openSchema(inject('cratedb'));
  const keys = { id: (id: number) => ({ S: `item-${id}` }), n: (id: number) => ({ N: String(id) }) };
  await createTable(server.client, { name: NAME, keys, attributes: {}, presence: 1 });
  const items = Array.from({ length: ITEMS }, (_, id) => ({
    id: { S: `item-${id}` },
    n: { N: String(id) },
    text: { S: `text ${id}` },
  }));
  await putItems(server.client, NAME, items);
  await loadOnce(snapshotUrl(server.endpoint, NAME), schema.url);
  const table = `"${schema.name}"."${NAME}"`;
  await schema.query(`UPDATE ${table} SET "text" = 'other' WHERE "id" = 'item-3'`);
  await schema.query(`DELETE FROM ${table} WHERE "id" = 'item-4'`);
  await schema.query(`INSERT INTO ${table} ("id", "n") VALUES ('extra', 1)`);
  await schema.query(`REFRESH TABLE ${table}`);
}, 120_000);

afterAll(async () => {
  await schema?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

test('scans in segments, consistently, at a rate; single items are read consistently', LONG, async () => {
  await using proxy = await startProxy(server.endpoint);
  const source = snapshotUrl(proxy.endpoint, NAME);
  const options = ['--settle', '0', '--segments', '3', '--consistent', '--read-units', '1000'];
  const { code, report, log } = await runVerify(source, schema.url, options);
  expect(code, log).toBe(1);
  expect(report).toMatchObject({ items: ITEMS, different: 1, missing: 1, extra: 1, coverage: 'all' });
  const scans = proxy.calls.filter(({ operation }) => operation === 'Scan').map(({ input }) => input);
  expect([...new Set(scans.map(({ Segment }) => Segment))].sort()).toEqual([0, 1, 2]);
  // A rate is kept with small pages from the beginning.
  for (const scan of scans) expect(scan).toMatchObject({ TotalSegments: 3, ConsistentRead: true });
  expect(scans[0]?.Limit).toBe(25);
  const gets = proxy.calls.filter(({ operation }) => operation === 'GetItem').map(({ input }) => input);
  expect(gets).toHaveLength(9);
  for (const get of gets) expect(get.ConsistentRead).toBe(true);
  expect(report.readUnits).toBeGreaterThan(gets.length);
});

test('settings of snapshots are those of scans where no option says otherwise', LONG, async () => {
  await using proxy = await startProxy(server.endpoint);
  const env = { TAP_DYNAMODB_CDC_SNAPSHOT_SEGMENTS: '2', TAP_DYNAMODB_CDC_SNAPSHOT_READ_UNITS: '1000' };
  await runVerify(snapshotUrl(proxy.endpoint, NAME), schema.url, ['--settle', '0'], env);
  const [scan] = proxy.calls.flatMap(({ operation, input }) => (operation === 'Scan' ? [input] : []));
  expect(scan).toMatchObject({ TotalSegments: 2, Limit: 25 });
});

test('a sample says so, and looks for no extra rows', LONG, async () => {
  const source = snapshotUrl(server.endpoint, NAME);
  const { report } = await runVerify(source, schema.url, ['--settle', '0', '--sample', '30%']);
  expect(report).toMatchObject({ coverage: 'sample', sample: 0.3, extra: 0 });
  expect(report.items).toBeLessThan(ITEMS);
});

test('only the keys of a file', LONG, async () => {
  using folder = temporaryFolder();
  const source = snapshotUrl(server.endpoint, NAME);
  const path = join(folder.path, 'keys.jsonl');
  const lines = [
    '{"id": "item-1", "n": 1}',
    '["item-3", "3"]',
    '',
    '{"n": {"N": "4"}, "id": {"S": "item-4"}}',
    '{"id": "extra", "n": 1}',
    '{"id": "in neither", "n": 1}',
  ];
  writeFileSync(path, lines.join('\r\n'));
  const { code, report, log } = await runVerify(source, schema.url, ['--settle', '0', '--keys', path]);
  expect(code, log).toBe(1);
  expect(report).toMatchObject({ coverage: 'keys', items: 5, equal: 2, suspected: 3 });
  const found = report.findings.map(({ kind, key }: { kind: string; key: string[] }) => [kind, ...key]);
  expect(found.sort()).toEqual([
    ['different', 'item-3', '3'],
    ['extra', 'extra', '1'],
    ['missing', 'item-4', '4'],
  ]);
  const equal = join(folder.path, 'equal.jsonl');
  writeFileSync(equal, '["item-1", 1]\n');
  expect((await runVerify(source, schema.url, ['--keys', equal])).code).toBe(0);
});

test('bad lines of a file of keys are named before anything is read', LONG, async () => {
  using folder = temporaryFolder();
  const source = snapshotUrl(server.endpoint, NAME);
  const path = join(folder.path, 'keys.jsonl');
  writeFileSync(path, `["item-1", 1]\n{"id": "item-2"}\n["item-3", "x"]\nnonsense\n${'[]\n'.repeat(20)}`);
  const bad = await runVerify(source, schema.url, ['--keys', path]);
  expect(bad).toMatchObject({ code: 2, report: undefined });
  expect(bad.log).toContain('line 2 of the file of "--keys": "n" is missing');
  expect(bad.log).toContain('line 3 of the file of "--keys": "n" is no number');
  expect(bad.log).toContain('line 4 of the file of "--keys": it is not JSON');
  expect(bad.log).toContain('13 more bad lines');
  const none = await runVerify(source, schema.url, ['--keys', join(folder.path, 'none')]);
  expect(none).toMatchObject({ code: 2, report: undefined });
  expect(none.log).toContain('ENOENT');
});

test.each([
  [['--segments', '0'], '--segments'],
  [['--segments', '1.5'], '--segments'],
  [['--read-units', 'x'], '--read-units'],
  [['--sample', '0'], '--sample'],
  [['--keys', 'f', '--sample', '1%'], '--keys'],
  [['--keys', 'f', '--progress', 'p'], '--keys'],
  [['--keys', 'f', '--export', 'e'], '--keys'],
  [['--export', 'e', '--consistent'], '--consistent'],
  [['--export', 'e', '--read-units', '5'], '--read-units'],
  [['--export', 's3://bucket'], 's3://BUCKET/PREFIX/AWSDynamoDB/EXPORT_ID'],
])('%j is refused', async (options, named) => {
  const refused = await runVerify(snapshotUrl(server.endpoint, NAME), schema.url, options);
  expect(refused).toMatchObject({ code: 2, report: undefined });
  expect(refused.log).toContain(named);
});
