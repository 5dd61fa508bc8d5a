import { expect, inject, test } from 'vitest';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { load, rowsById } from './load.ts';
import { type InputLine, recordMessage, schemaMessage } from './messages.ts';

const SCHEMA = schemaMessage('s', {
  id: 'string',
  v: 'integer',
  _sdc_sequence: 'integer',
  _sdc_deleted_at: { type: ['string', 'null'], format: 'date-time' },
});

function write(id: string, version: number): InputLine {
  return recordMessage('s', { id, v: version, _sdc_sequence: version });
}

function remove(id: string, version: number): InputLine {
  return recordMessage('s', { id, _sdc_sequence: version, _sdc_deleted_at: '2026-01-02T03:04:05Z' });
}

async function tombstones(schema: TestSchema): Promise<unknown[]> {
  await schema.query(`REFRESH TABLE "${schema.name}"."_sdc_tombstones"`);
  const rows = await schema.query(
    `SELECT "key_id", "version" FROM "${schema.name}"."_sdc_tombstones" ORDER BY "key_id"`,
  );
  return rows.map(({ key_id, version }) => [key_id, Number(version)]);
}

const one = { batch_size_rows: 1 };

test('nothing late brings a deleted row back, in this run or a later one', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const first = await load(schema, [SCHEMA, write('a', 5), remove('a', 7), write('a', 6)], one);
  expect(first.stderr).toContain('stale=1');
  const second = await load(schema, [SCHEMA, write('a', 6), write('b', 3)], one);
  expect(second.stderr).toContain('stale=1');
  expect(await rowsById(schema, 's')).toEqual({ b: { v: 3, _sdc_sequence: 3 } });
  await load(schema, [SCHEMA, write('a', 8)]);
  expect(Object.keys(await rowsById(schema, 's')).sort()).toEqual(['a', 'b']);
});

test('a replayed deletion is remembered once, by its newest version, whatever its key', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const keys = ['plain', 'with "quotes"', 'back\\slash', 'comma,{brace}', 'line\nbreak', 'NULL', '😀'];
  const deletions = keys.map((key) => remove(key, 5));
  for (const run of [deletions, deletions, [remove('plain', 9), remove('plain', 7)]])
    await load(schema, [SCHEMA, ...run], one);
  const expected = keys.map((key) => [key, key === 'plain' ? 9 : 5]);
  expect(await tombstones(schema)).toEqual(expect.arrayContaining(expected));
  expect(await tombstones(schema)).toHaveLength(keys.length);
  const late = await load(schema, [SCHEMA, ...keys.map((key) => write(key, 4))]);
  expect(late.stderr).toContain(`stale=${keys.length}`);
  expect(await rowsById(schema, 's')).toEqual({});
});

test('tombstones expire after tombstone_retention_hours', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await load(schema, [SCHEMA, remove('old', 5), remove('new', 5)]);
  await schema.query(`REFRESH TABLE "${schema.name}"."_sdc_tombstones"`);
  await schema.query(
    `UPDATE "${schema.name}"."_sdc_tombstones" SET "written_at" = $1 WHERE "key_id" = 'old'`,
    [new Date(Date.now() - 2 * 3600 * 1000).toISOString()],
  );
  await load(schema, [SCHEMA, write('x', 9)], { tombstone_retention_hours: 1 });
  expect(await tombstones(schema)).toEqual([['new', 5]]);
});

test('a table that is created again begins without tombstones', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await load(schema, [SCHEMA, write('a', 5), remove('a', 7)], one);
  await schema.query(`DROP TABLE "${schema.name}"."s"`);
  await load(schema, [SCHEMA, write('a', 5)]);
  expect(Object.keys(await rowsById(schema, 's'))).toEqual(['a']);
});

test('hard_delete: false marks the row, which nothing older unmarks', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const settings = { ...one, hard_delete: false };
  await load(schema, [SCHEMA, write('a', 5), remove('a', 7)], settings);
  await load(schema, [SCHEMA, write('a', 6)], settings);
  const rows = (await rowsById(schema, 's')) as { a: Record<string, unknown> };
  expect(rows.a).toMatchObject({ v: 5, _sdc_sequence: 7 });
  expect(rows.a._sdc_deleted_at).toBeDefined();
  await load(schema, [SCHEMA, write('a', 8)], settings);
  expect(await rowsById(schema, 's')).toEqual({ a: { v: 8, _sdc_sequence: 8 } });
});

const soft = { hard_delete: false };

function removeAt(id: string, time: unknown): InputLine {
  return recordMessage('s', { id, _sdc_sequence: 7, _sdc_deleted_at: time });
}

test('hard_delete: false marks rows by times of any spelling', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const time = Date.parse('2026-01-02T03:04:05Z');
  const spellings = ['2026-01-02 04:04:05+01', time, 'Fri, 02 Jan 2026 03:04:05 GMT'];
  const lines = spellings.flatMap((spelling, n) => [write(String(n), 5), removeAt(String(n), spelling)]);
  const outcome = await load(schema, [SCHEMA, ...lines], soft);
  expect(outcome.code, outcome.stderr).toBe(0);
  const marked = { v: 5, _sdc_sequence: 7, _sdc_deleted_at: time };
  expect(await rowsById(schema, 's')).toEqual({ 0: marked, 1: marked, 2: marked });
});

test('a mark in a column of another type is a time as it comes', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await schema.query(
    `CREATE TABLE "${schema.name}"."s" ("id" TEXT PRIMARY KEY, "v" BIGINT, "_sdc_deleted_at" TEXT)`,
  );
  const time = 'Fri, 02 Jan 2026 03:04:05 GMT';
  const outcome = await load(schema, [SCHEMA, write('a', 5), removeAt('a', time)], soft);
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(await rowsById(schema, 's')).toMatchObject({ a: { v: 5, _sdc_deleted_at: time } });
});

test.each([true, false])('null, empty text and false delete nothing (hard_delete: %s)', async (hard) => {
  await using schema = await openSchema(inject('cratedb'));
  const live = [null, '', false];
  const lines = live.flatMap((value, n) => [
    write(String(n), 5),
    recordMessage('s', { id: String(n), v: 6, _sdc_sequence: 6, _sdc_deleted_at: value }),
  ]);
  const outcome = await load(schema, [SCHEMA, ...lines], { ...one, hard_delete: hard });
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(outcome.stderr).toContain('deleted=0 superseded=0 stale=0 bad=0 overflowed=0');
  const row = { v: 6, _sdc_sequence: 6 };
  expect(await rowsById(schema, 's')).toEqual({ 0: row, 1: row, 2: row });
});

test('what is no time is a bad record, and the rows of the others go', async () => {
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const noTimes = ['no', ' ', 0, 1, true, 1767323045, {}, [], '0000-00-00'];
  const lines = noTimes.flatMap((time, n) => [write(String(n), 5), removeAt(String(n), time)]);
  const settings = {
    on_bad_record: 'dead_letter',
    dead_letter_path: `${folder.path}/bad.jsonl`,
    batch_wait_limit_seconds: 300,
  };
  const outcome = await load(schema, [SCHEMA, write('a', 5), ...lines, remove('a', 7)], settings);
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(outcome.stderr).toContain(`deleted=1 superseded=1 stale=0 bad=${noTimes.length}`);
  expect(Object.keys(await rowsById(schema, 's'))).toEqual(noTimes.map((_, n) => String(n)));
});

test.each(['yesterday', 1767323045, 1.5, true])(
  'a deletion at %s, which is no time, marks nothing',
  async (time) => {
    await using schema = await openSchema(inject('cratedb'));
    const outcome = await load(schema, [SCHEMA, write('a', 5), removeAt('a', time)], soft);
    expect(outcome.code).toBe(1);
    const shown = typeof time === 'string' ? `text of ${time.length} characters` : String(time);
    expect(outcome.stderr).toContain(
      `Line 3, stream "s": "_sdc_deleted_at" is ${shown}, not a time that its column can hold`,
    );
    expect(outcome.stderr).toContain('deleted=0');
    expect(await rowsById(schema, 's')).toEqual({ a: { v: 5, _sdc_sequence: 5 } });
  },
);

test.runIf(inject('cratedbIsReal'))('a mark that CrateDB does not accept is reported', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await schema.query(
    `CREATE TABLE "${schema.name}"."s" ("id" TEXT PRIMARY KEY, "v" BIGINT, "_sdc_deleted_at" GEO_SHAPE)`,
  );
  const outcome = await load(schema, [SCHEMA, write('a', 5), remove('a', 7)], soft);
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain('ROW_REFUSED');
  expect(await rowsById(schema, 's')).toEqual({ a: { v: 5, _sdc_sequence: 5 } });
});

test('a table that cannot have the mark is reported', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await schema.query(
    `CREATE TABLE "${schema.name}"."s" ("id" TEXT PRIMARY KEY, "v" BIGINT, "_sdc_sequence" BIGINT, "_sdc_overflow" OBJECT(IGNORED)) WITH ("mapping.total_fields.limit" = 4)`,
  );
  const undeclared = schemaMessage('s', { id: 'string', v: 'integer', _sdc_sequence: 'integer' });
  for (const first of [SCHEMA, undeclared]) {
    const outcome = await load(schema, [first, write('a', 5), remove('a', 7)], soft);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/TABLE_UNSUITABLE: .* cannot have the column _sdc_deleted_at/);
  }
});

test('two processes write disjoint keys of one table', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const part = (name: string): InputLine[] => [
    SCHEMA,
    ...Array.from({ length: 40 }, (_, n) => write(`${name}${n}`, n + 1)),
    ...Array.from({ length: 20 }, (_, n) => remove(`${name}${n}`, 100 + n)),
    ...Array.from({ length: 20 }, (_, n) => write(`${name}${n}`, 50 + n)),
  ];
  const settings = { batch_size_rows: 7 };
  await load(schema, [SCHEMA]);
  const outcomes = await Promise.all(['p', 'q'].map((name) => load(schema, part(name), settings)));
  expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
  const rows = Object.keys(await rowsById(schema, 's')).sort();
  const expected = ['p', 'q'].flatMap((name) => Array.from({ length: 20 }, (_, n) => `${name}${n + 20}`));
  expect(rows).toEqual(expected.sort());
});

test.runIf(inject('cratedbIsReal'))('tombstones that are renewed while others expire stay', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await load(schema, [SCHEMA, remove('first', 5)]);
  const table = `"${schema.name}"."_sdc_tombstones"`;
  const keys = 20_000;
  const renew = (from: number, to: number, at: string): Promise<unknown> =>
    schema.query(
      `INSERT INTO ${table} ("table_name", "key_id", "version", "written_at")
        SELECT 's', g::TEXT, 5, $1 FROM generate_series(${from}, ${to}) AS t(g)
        ON CONFLICT ("table_name", "key_id") DO UPDATE SET "written_at" = excluded."written_at"`,
      [at],
    );
  await renew(1, keys, new Date(Date.now() - 2 * 3600 * 1000).toISOString());
  await schema.query(`REFRESH TABLE ${table}`);
  let isLoading = true;
  const loading = load(schema, [SCHEMA, write('x', 9)], { tombstone_retention_hours: 1 }).finally(() => {
    isLoading = false;
  });
  let renewed = 0;
  // Half of them, over and over; the others expire.
  for (; isLoading; renewed += 500) {
    const from = renewed % (keys / 2);
    await renew(from + 1, from + 500, new Date().toISOString());
  }
  expect((await loading).code).toBe(0);
  const kept = new Set((await tombstones(schema)).map((tombstone) => (tombstone as [string])[0]));
  const lost = Array.from({ length: Math.min(renewed, keys / 2) }, (_, n) => String(n + 1)).filter(
    (key) => !kept.has(key),
  );
  expect(lost).toEqual([]);
  expect(kept.size).toBeLessThanOrEqual(keys / 2 + 1);
});
