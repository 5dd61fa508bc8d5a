import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { snapshotUrl } from '../snapshot/tables.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { type DynamoDbServer, startDynalite } from '../support/dynamodb-server/dynalite.ts';
import { createTable, deleteItem, putItems } from '../support/dynamodb-server/tables.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { allKinds } from './faults.ts';
import { found, loadOnce, runVerify, type Verified } from './run-verify.ts';

const LONG = { timeout: 120_000 };
const ITEMS = 6;

let server: DynamoDbServer;
let schema: TestSchema;

beforeAll(async () => {
  server = await startDynalite();
  schema = await openSchema(inject('cratedb'));
}, 60_000);

afterAll(async () => {
  await schema?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

/** A table of DynamoDB with items of every type; returns its URL. */
async function items(name: string): Promise<string> {
  const id = (number: number) => ({ S: `item-${number}` });
  await createTable(server.client, { name, keys: { id }, attributes: {}, presence: 1 });
  await putItems(
    server.client,
    name,
    Array.from({ length: ITEMS }, (_, number) => allKinds(number)),
  );
  return snapshotUrl(server.endpoint, name);
}

async function change(name: string, ...statements: readonly string[]): Promise<void> {
  const table = `"${schema.name}"."${name}"`;
  for (const statement of statements) await schema.query(statement.replaceAll('TABLE', table));
  await schema.query(`REFRESH TABLE ${table}`);
}

function verify(source: string, env: Record<string, string>, ...options: string[]): Promise<Verified> {
  return runVerify(source, schema.url, ['--settle', '0', ...options], env);
}

test('delete_mode mark, with stream maps that rename, drop and add', LONG, async () => {
  const name = 'mapped';
  const source = await items(name);
  const maps = { [name]: { label: 'text', text: null, integer: null, origin: "'shop'" } };
  const env = {
    TARGET_CRATEDB_DELETE_MODE: 'mark',
    TARGET_CRATEDB_STREAM_MAPS: JSON.stringify(maps),
  };
  await loadOnce(source, schema.url, env);
  const clean = await verify(source, env);
  expect(clean, clean.log).toMatchObject({ code: 0, report: { items: ITEMS, rows: ITEMS, equal: ITEMS } });
  await deleteItem(server.client, name, { id: { S: 'item-1' } });
  await change(
    name,
    `UPDATE TABLE SET "label" = 'x' WHERE "id" = 'item-2'`,
    `UPDATE TABLE SET "origin" = NULL WHERE "id" = 'item-3'`,
    `UPDATE TABLE SET "_sdc_deleted_at" = '2026-01-02T03:04:05Z' WHERE "id" = 'item-4'`,
  );
  const repaired = await verify(source, env, '--repair');
  expect(found(repaired), repaired.log).toEqual([
    ['different', ['item-2'], ['label']],
    ['different', ['item-3'], ['origin']],
    ['extra', ['item-1'], []],
    ['missing', ['item-4'], []],
  ]);
  expect(repaired).toMatchObject({ code: 0, report: { repaired: 4 } });
  expect(await verify(source, env)).toMatchObject({ code: 0, report: { rows: ITEMS - 1 } });
});

test('without the stream maps of the pipeline the table differs', LONG, async () => {
  const plain = await verify(snapshotUrl(server.endpoint, 'mapped'), { TARGET_CRATEDB_DELETE_MODE: 'mark' });
  expect(plain.report).toMatchObject({ different: ITEMS - 1 });
});

test('attributes that a catalog deselects are not compared', LONG, async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'catalog.json');
  const metadata = [{ breadcrumb: ['properties', 'text'], metadata: { selected: false } }];
  writeFileSync(path, JSON.stringify({ streams: [{ tap_stream_id: 'selected', metadata }] }));
  const source = await items('selected');
  await loadOnce(source, schema.url, {}, ['--catalog', path]);
  expect(await verify(source, {}, '--catalog', path)).toMatchObject({ code: 0, report: { equal: ITEMS } });
  const without = await verify(source, {});
  expect(found(without)[0], without.log).toEqual(['different', ['item-0'], ['text']]);
});

test('stream maps that change the key: an extra row cannot be looked up', LONG, async () => {
  const name = 'rekeyed';
  const source = await items(name);
  const maps = { [name]: { code: "'x'", __key_properties__: ['code', 'id'] } };
  const env = { TARGET_CRATEDB_STREAM_MAPS: JSON.stringify(maps) };
  await loadOnce(source, schema.url, env);
  expect(await verify(source, env)).toMatchObject({ code: 0, report: { equal: ITEMS } });
  await change(name, `INSERT INTO TABLE ("code", "id") VALUES ('x', 'other')`);
  expect(await verify(source, env)).toMatchObject({ code: 3, report: { undecided: 1, extra: 0 } });
});

test('a table that CrateDB Toolkit has loaded: no versions, numbers as doubles', LONG, async () => {
  const name = 'toolkit';
  const source = await items(name);
  const env = { TARGET_CRATEDB_RECORD_LAYOUT: 'document' };
  await loadOnce(source, schema.url, env);
  // As its relay leaves it: without this project's columns, and with sets, mixed lists and numbers in its own way.
  const rows = await schema.query(`SELECT pk['id'] AS id, data FROM "${schema.name}"."${name}"`);
  await schema.query(`DROP TABLE "${schema.name}"."${name}"`);
  await schema.query(
    `CREATE TABLE "${schema.name}"."${name}" (pk OBJECT(STRICT) AS (id TEXT PRIMARY KEY), data OBJECT(DYNAMIC), aux OBJECT(IGNORED))`,
  );
  await schema.query(
    `INSERT INTO "${schema.name}"."${name}" (pk, data, aux) VALUES ({id = 'item-1'}, {text = 'text "quoted" 1', integer = 1}, {})`,
  );
  await schema.query(`REFRESH TABLE "${schema.name}"."${name}"`);
  expect(rows).toHaveLength(ITEMS);
  const checked = await verify(source, env);
  expect(checked.report, checked.log).toMatchObject({ missing: ITEMS - 1, different: 1, extra: 0 });
  const [[, , attributes] = []] = found(checked).filter(([kind]) => kind === 'different');
  expect(attributes).not.toContain('text');
  expect(attributes).not.toContain('integer');
  expect(attributes).toContain('exact');
});
