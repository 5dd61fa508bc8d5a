import { expect, inject, test } from 'vitest';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { load, rowsById } from './load.ts';
import { type InputLine, recordMessage, schemaMessage } from './messages.ts';

const SCHEMA = schemaMessage('s', {
  id: 'string',
  v: 'integer',
  o: { type: 'object', properties: { m: { type: 'string' } } },
  _sdc_sequence: 'integer',
});

const DELETED_AT = '2026-01-02T03:04:05.000Z';
const one = { batch_size_rows: 1 };
const tombstone = { delete_mode: 'tombstone' };

function write(id: string, version: number): InputLine {
  return recordMessage('s', { id, v: version, o: { m: 'x' }, extra: [1, 'a'], _sdc_sequence: version });
}

function remove(id: string, version: number): InputLine {
  return recordMessage('s', { id, v: 1, _sdc_sequence: version, _sdc_deleted_at: DELETED_AT });
}

async function live(schema: TestSchema): Promise<Record<string, unknown>> {
  const rows = Object.entries(await rowsById(schema, 's'));
  return Object.fromEntries(rows.filter(([, row]) => !Object.hasOwn(row as object, '_sdc_deleted_at')));
}

test('a tombstone is the key, the version and the times, with no attribute left', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await load(schema, [SCHEMA, write('a', 5), write('b', 5), remove('a', 7), remove('c', 7)], {
    ...one,
    ...tombstone,
  });
  const { a, b, c } = await rowsById(schema, 's');
  const rest = { _sdc_sequence: 7, _sdc_deleted_at: expect.anything(), _sdc_tombstone_at: expect.anything() };
  expect([a, c]).toEqual([rest, rest]);
  expect(b).toMatchObject({ v: 5 });
});

test.each([tombstone, { delete_mode: 'mark' }])(
  'in any order over any number of processes the newest change wins: %o',
  async (mode) => {
    await using schema = await openSchema(inject('cratedb'));
    await load(schema, [SCHEMA, remove('a', 7), write('b', 9)], mode);
    const late = await load(schema, [SCHEMA, write('a', 6), remove('b', 8), write('c', 1), write('a', 5)], {
      ...mode,
      ...one,
    });
    expect(late.stderr).toContain('upserted=1 deleted=0 superseded=0 stale=3');
    expect(Object.keys(await live(schema)).sort()).toEqual(['b', 'c']);
    await load(schema, [SCHEMA, write('a', 8)], mode);
    expect((await live(schema)).a).toMatchObject({ v: 8 });
  },
);

test('tombstones go once they are past their retention, and rows that were written again stay', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await load(schema, [SCHEMA, remove('a', 7), remove('b', 7), remove('c', 7), write('b', 8)], {
    ...one,
    ...tombstone,
  });
  await schema.query(`REFRESH TABLE "${schema.name}"."s"`);
  await schema.query(`UPDATE "${schema.name}"."s" SET "_sdc_tombstone_at" = $1 WHERE "id" = 'a'`, [
    new Date(Date.now() - 2 * 3600 * 1000).toISOString(),
  ]);
  await load(schema, [SCHEMA, write('d', 9)], { ...tombstone, tombstone_retention_hours: 1 });
  expect(Object.keys(await rowsById(schema, 's')).sort()).toEqual(['b', 'c', 'd']);
});

test.each(['mark', 'tombstone'])('remove -> %s takes the deletions over', async (mode) => {
  await using schema = await openSchema(inject('cratedb'));
  await load(schema, [SCHEMA, write('a', 5), remove('a', 7), remove('b', 7)], one);
  await load(schema, [SCHEMA, write('a', 6), write('b', 8), write('c', 1)], { delete_mode: mode });
  expect(Object.keys(await live(schema)).sort()).toEqual(['b', 'c']);
  await schema.query(`REFRESH TABLE "${schema.name}"."_sdc_tombstones"`);
  expect(await schema.query(`SELECT * FROM "${schema.name}"."_sdc_tombstones"`)).toEqual([]);
});

test.each(['id', 'id,also'])(
  'of long keys (%s) only a digest is kept, which stays where it is',
  async (key) => {
    await using schema = await openSchema(inject('cratedb'));
    const long = 'x'.repeat(9000);
    const names = key.split(',');
    const keyed = schemaMessage(
      's',
      { id: 'string', also: 'string', v: 'integer', _sdc_sequence: 'integer' },
      names,
    );
    const deletion = { id: long, also: 'y', _sdc_sequence: 7, _sdc_deleted_at: DELETED_AT };
    await load(schema, [keyed, recordMessage('s', deletion)]);
    const { stderr } = await load(schema, [keyed], tombstone);
    expect(stderr).not.toContain('must stay in _sdc_tombstones');
    const other = recordMessage('s', { id: 'b', also: 'y', v: 1, _sdc_sequence: 1 });
    const later = await load(schema, [keyed, other], tombstone);
    expect(later.stderr).toMatch(/ 1 of the deletions of "\w+"\."s" must stay in _sdc_tombstones/);
    expect(Object.keys(await rowsById(schema, 's'))).toEqual(['b']);
  },
);

test('tombstone -> remove takes the deletions over: the rows go, and nothing late brings them back', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await load(schema, [SCHEMA, write('a', 5), remove('a', 7), write('b', 2)], { ...one, ...tombstone });
  const { stderr } = await load(schema, [SCHEMA, write('a', 6)]);
  expect(stderr).toContain('stale=1');
  expect(Object.keys(await rowsById(schema, 's'))).toEqual(['b']);
});

test('a table with a column that may not be NULL holds no tombstones', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await schema.query(
    `CREATE TABLE "${schema.name}"."s" ("id" TEXT PRIMARY KEY, "needed" TEXT NOT NULL, "v" BIGINT)`,
  );
  const { code, stderr } = await load(schema, [SCHEMA, remove('a', 7)], tombstone);
  expect(code).toBe(1);
  expect(stderr).toContain('TABLE_UNSUITABLE');
  expect(stderr).toContain('"needed" may not be NULL');
});

test('ACTIVATE_VERSION turns older rows into tombstones', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const of = (id: string, version: number): InputLine => recordMessage('s', { id, v: 1 }, { version });
  await load(schema, [SCHEMA, of('a', 1), of('b', 1)], tombstone);
  await load(schema, [SCHEMA, of('b', 2), { type: 'ACTIVATE_VERSION', stream: 's', version: 2 }], tombstone);
  const { a } = await rowsById(schema, 's');
  expect(a).not.toHaveProperty('v');
  expect(Object.keys(await live(schema))).toEqual(['b']);
});

async function idsIn(schema: TestSchema, view: string): Promise<unknown[]> {
  await schema.query(`REFRESH TABLE "${schema.name}"."s"`);
  const rows = await schema.query(`SELECT "id" FROM "${schema.name}"."${view}" ORDER BY "id"`);
  return rows.map(({ id }) => id);
}

// The stand-in has no views.
const onCrateDB = test.runIf(inject('cratedbIsReal'));

onCrateDB.each(['mark', 'tombstone'])('a view shows the live rows: %s', async (mode) => {
  await using schema = await openSchema(inject('cratedb'));
  const settings = { ...one, delete_mode: mode };
  await load(schema, [SCHEMA, write('a', 5), write('b', 5), remove('a', 7)], settings);
  expect(await idsIn(schema, 's_live')).toEqual(['b']);
  await load(schema, [SCHEMA, remove('b', 7), write('a', 8)], settings);
  expect(await idsIn(schema, 's_live')).toEqual(['a']);
  await load(schema, [SCHEMA], { ...settings, table_options: { s: { view: 'present' } } });
  expect(await idsIn(schema, 'present')).toEqual(['a']);
});

onCrateDB('the view has columns that come later', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await load(schema, [SCHEMA, write('a', 5)], tombstone);
  await load(schema, [SCHEMA, recordMessage('s', { id: 'b', later: 4, _sdc_sequence: 6 })], tombstone);
  await schema.query(`REFRESH TABLE "${schema.name}"."s"`);
  const sql = `SELECT "later" FROM "${schema.name}"."s_live" WHERE "id" = 'b'`;
  expect(await schema.query(sql)).toMatchObject([{ later: expect.anything() }]);
});

test('a table in the way of the view is a warning, and an error where the settings name the view', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await schema.query(`CREATE TABLE "${schema.name}"."s_live" ("id" TEXT PRIMARY KEY)`);
  const { code, stderr } = await load(schema, [SCHEMA, write('a', 5)], tombstone);
  expect([code, stderr]).toEqual([0, expect.stringContaining('cannot be made: a table has this name')]);
  const named = await load(schema, [SCHEMA], { ...tombstone, table_options: { s: { view: 's' } } });
  expect([named.code, named.stderr]).toEqual([1, expect.stringContaining('TABLE_UNSUITABLE')]);
});

test.each([
  [{ delete_mode: 'tombstone', hard_delete: true }, 'leave out "hard_delete"'],
  [{ delete_mode: 'remove', hard_delete: false }, 'leave out "hard_delete"'],
  [{ delete_mode: 'tombstone', load_method: 'overwrite' }, 'use delete_mode: remove'],
])('settings that contradict each other are an error: %o', async (settings, message) => {
  await using schema = await openSchema(inject('cratedb'));
  const { code, stderr } = await load(schema, [SCHEMA], settings);
  expect(code).toBe(2);
  expect(stderr).toContain('CONFIG_INVALID');
  expect(stderr).toContain(message);
});
