import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { openProcess } from '../support/programs/open-process.ts';
import { BIN } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { load, rowsById, statesIn } from './load.ts';
import { recordMessage, schemaMessage, stateMessage, stateOf, textOf } from './messages.ts';

const SCHEMA = schemaMessage('s', { id: 'integer', at: { type: 'string', format: 'date-time' } });
const AT = '2026-01-02T03:04:05.678Z';

const batch = (manifest: readonly string[], encoding: object): object => ({
  type: 'BATCH',
  stream: 's',
  encoding,
  manifest,
});

test('records from files are records like others', async () => {
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const [plain, gzip] = [join(folder.path, 'plain.jsonl'), join(folder.path, 'with blank.jsonl.gz')];
  writeFileSync(plain, textOf([{ id: 1, at: AT }, { id: 2 }, '']));
  writeFileSync(gzip, gzipSync(textOf(Array.from({ length: 5000 }, (_, n) => ({ id: n + 2, at: AT })))));
  const outcome = await load(
    schema,
    [
      SCHEMA,
      recordMessage('s', { id: 0, at: AT }),
      batch([plain], { format: 'jsonl' }),
      batch([pathToFileURL(gzip).href], { format: 'jsonl', compression: 'gzip' }),
      stateMessage(1),
    ],
    { batch_folder: folder.path },
  );
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(statesIn(outcome)).toEqual([stateOf(1)]);
  const rows = await rowsById(schema, 's');
  expect(Object.keys(rows)).toHaveLength(5002);
  expect(new Set(Object.values(rows).map((row) => JSON.stringify(row))).size).toBe(1);
  expect(rows['0']).toEqual({ at: Date.parse(AT) });
});

test('paths in manifests may be relative, and URLs as taps write them', async () => {
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, 'data'));
  const names = ['a.jsonl', 'with blank.jsonl', '100%.jsonl', 'a#b?c.jsonl', 'ü:x.jsonl'];
  for (const [id, name] of names.entries()) writeFileSync(join(folder.path, 'data', name), textOf([{ id }]));
  const manifest = [
    'file://data/a.jsonl',
    'file://./data/with%20blank.jsonl',
    'file:data/100%.jsonl',
    'file://data/a#b?c.jsonl',
    'data/ü:x.jsonl',
    `file://localhost${pathToFileURL(join(folder.path, 'data', 'ü:x.jsonl')).pathname}`,
    `FILE://${folder.path}/data/a#b?c.jsonl`,
  ];
  const lines = [SCHEMA, batch(manifest, { format: 'jsonl' })];
  const outcome = await load(schema, lines, { batch_folder: folder.path }, { cwd: folder.path });
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(outcome.stderr).toContain(`received=${manifest.length}`);
  expect(Object.keys(await rowsById(schema, 's'))).toEqual(names.map((_, id) => String(id)));
});

test('a signal ends it between two records', async () => {
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const path = join(folder.path, 'long.jsonl');
  writeFileSync(path, textOf(Array.from({ length: 100_000 }, (_, id) => ({ id }))));
  await using target = openProcess(BIN.target, [schema.url], {
    TARGET_CRATEDB_BATCH_SIZE_ROWS: '10',
    TARGET_CRATEDB_BATCH_FOLDER: folder.path,
  });
  target.write(textOf([SCHEMA, stateMessage(1), batch([path], { format: 'jsonl' })]));
  const rows = async (): Promise<number> => (await schema.rows('s').catch(() => [])).length;
  await expect.poll(rows, { timeout: 20_000 }).toBeGreaterThan(0);
  target.signal('SIGTERM');
  expect(await target.ended).toBe(0);
  expect(await rows()).toBeLessThan(100_000);
  expect(target.stdout()).toBe(`${JSON.stringify(stateOf(1))}\n`);
});

test('a bad record is named by the line of the BATCH and the line in its file', async () => {
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const path = join(folder.path, 'a.jsonl');
  writeFileSync(path, textOf([{ id: 1 }, { id: 'x' }, { id: 3 }]));
  const outcome = await load(schema, [SCHEMA, batch([path], { format: 'jsonl' })], {
    batch_folder: folder.path,
  });
  expect(outcome.stderr).toContain(`Line 2, stream "s": ${path} line 2: /id must be integer,null`);
  expect(Object.keys(await rowsById(schema, 's'))).toEqual(['1']);
});

test.for<[string, object, string]>([
  ['missing', batch(['nonexistent.jsonl'], { format: 'jsonl' }), 'cannot be read: ENOENT'],
  [
    'not gzip',
    batch(['package.json'], { format: 'jsonl', compression: 'gzip' }),
    'cannot be read: incorrect header check',
  ],
  ['far away', batch(['s3://bucket/a.jsonl'], { format: 'jsonl' }), 'cannot be reached'],
  ['of another format', batch([], { format: 'parquet' }), 'BATCH of the format "parquet"'],
  ['of another compression', batch([], { format: 'jsonl', compression: 'zstd' }), 'the compression "zstd"'],
])('a file that is %s is a fault', async ([, message, reason]) => {
  await using schema = await openSchema(inject('cratedb'));
  const outcome = await load(schema, [
    SCHEMA,
    recordMessage('s', { id: 0 }),
    stateMessage(1),
    message,
    stateMessage(2),
  ]);
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain('INPUT_INVALID: Line 4, stream "s": ');
  expect(outcome.stderr).toContain(reason);
  expect(statesIn(outcome)).toEqual([stateOf(1)]);
});
