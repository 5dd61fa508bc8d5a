import { expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { load, rowsById } from './load.ts';
import { recordMessage, schemaMessage } from './messages.ts';

const SCHEMA = schemaMessage('s', { id: 'integer', v: 'integer' });
const record = (id: number, v: number, version?: number): object =>
  recordMessage('s', { id, v }, version === undefined ? {} : { version });
const activate = (version: number): object => ({ type: 'ACTIVATE_VERSION', stream: 's', version });

const FIRST = [SCHEMA, record(1, 1, 10), record(2, 1, 10), activate(10)];
const SECOND = [SCHEMA, record(2, 2, 20), record(3, 2, 20), activate(20), record(4, 2, 20)];

test('rows of older versions, and of none, are removed; never those of the present one', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await load(schema, [SCHEMA, record(9, 0)]);
  const first = await load(schema, FIRST);
  expect(first.code, first.stderr).toBe(0);
  expect(await rowsById(schema, 's')).toEqual({
    1: { v: 1, _sdc_table_version: 10 },
    2: { v: 1, _sdc_table_version: 10 },
  });
  const second = await load(schema, [...SECOND, activate(20)]);
  expect(second.code, second.stderr).toBe(0);
  expect(Object.keys(await rowsById(schema, 's'))).toEqual(['2', '3', '4']);
});

test('with hard_delete false they are marked, and come back with a record', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const settings = { hard_delete: false };
  await load(schema, FIRST, settings);
  await load(schema, SECOND, settings);
  const marked = await rowsById(schema, 's');
  expect(marked['1']).toMatchObject({ v: 1, _sdc_deleted_at: expect.any(Number) as number });
  for (const id of ['2', '3', '4']) expect(marked[id]).toEqual({ v: 2, _sdc_table_version: 20 });
  await load(schema, [SCHEMA, record(1, 3, 30)], settings);
  expect((await rowsById(schema, 's'))['1']).toEqual({ v: 3, _sdc_table_version: 30 });
});

test('a record that is older than its row still keeps the row in the present version', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const versioned = schemaMessage('s', { id: 'integer', v: 'integer', _sdc_sequence: 'integer' });
  const at = (id: number, sequence: number, version: number): object =>
    recordMessage('s', { id, v: sequence, _sdc_sequence: sequence }, { version });
  await load(schema, [versioned, at(1, 100, 10), at(2, 100, 10)]);
  const outcome = await load(schema, [versioned, at(1, 50, 20), at(3, 50, 20), activate(20)]);
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(await rowsById(schema, 's')).toEqual({
    1: { v: 100, _sdc_sequence: 100, _sdc_table_version: 20 },
    3: { v: 50, _sdc_sequence: 50, _sdc_table_version: 20 },
  });
});

test.each(['remove', 'mark', 'tombstone'])(
  'rows of another writer that are newer than what was sent stay (%s)',
  async (mode) => {
    await using schema = await openSchema(inject('cratedb'));
    const versioned = schemaMessage('s', { id: 'integer', v: 'integer', _sdc_sequence: 'integer' });
    const at = (id: number, sequence: number, more = {}): object =>
      recordMessage('s', { id, v: sequence, _sdc_sequence: sequence }, more);
    const settings = { delete_mode: mode };
    await load(schema, [versioned, at(1, 49), at(2, 50), at(3, 51), at(4, 52)], settings);
    const snapshot = [versioned, at(4, 50, { version: 20 }), { ...activate(20), sequence: 50 }];
    const outcome = await load(schema, snapshot, settings);
    expect(outcome.code, outcome.stderr).toBe(0);
    const live = Object.entries(await rowsById(schema, 's')).filter(
      ([, row]) => (row as { _sdc_deleted_at?: unknown })._sdc_deleted_at == null,
    );
    expect(live.map(([id]) => id)).toEqual(['3', '4']);
  },
);

test('with activate_version false a record that is older than its row is stale like any other', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const versioned = schemaMessage('s', { id: 'integer', v: 'integer', _sdc_sequence: 'integer' });
  const at = (sequence: number): object =>
    recordMessage('s', { id: 1, v: sequence, _sdc_sequence: sequence }, { version: 1 });
  for (const sequence of [100, 50]) {
    const outcome = await load(schema, [versioned, at(sequence)], { activate_version: false });
    expect(outcome.code, outcome.stderr).toBe(0);
  }
  expect(await rowsById(schema, 's')).toEqual({ 1: { v: 100, _sdc_sequence: 100 } });
});

// Only the real CrateDB checks the rule.
test.runIf(inject('cratedbIsReal'))('nothing is removed for a version that was not all written', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await schema.query(
    `CREATE TABLE "${schema.name}"."s" ("id" BIGINT PRIMARY KEY, "v" BIGINT CHECK ("v" < 9))`,
  );
  await load(schema, FIRST);
  const outcome = await load(schema, [SCHEMA, record(1, 2, 20), record(2, 9, 20), activate(20)]);
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain('ROW_REFUSED');
  expect(await rowsById(schema, 's')).toEqual({
    1: { v: 2, _sdc_table_version: 20 },
    2: { v: 1, _sdc_table_version: 10 },
  });
});

test('after records that name no version nothing is removed', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const outcome = await load(schema, [SCHEMA, record(1, 1), activate(10)]);
  expect(outcome.stderr).toContain('ACTIVATE_VERSION is ignored');
  expect(Object.keys(await rowsById(schema, 's'))).toEqual(['1']);
});

test('an empty table is an empty table', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await load(schema, FIRST);
  await load(schema, [SCHEMA, activate(20)]);
  expect(await rowsById(schema, 's')).toEqual({});
});

test('activate_version false leaves all rows and adds no column', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await load(schema, [...FIRST, ...SECOND], { activate_version: false });
  expect(await rowsById(schema, 's')).toEqual({ 1: { v: 1 }, 2: { v: 2 }, 3: { v: 2 }, 4: { v: 2 } });
});

test.runIf(inject('cratedbIsReal'))('rows that another writer renews meanwhile stay', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const table = `"${schema.name}"."s"`;
  const rows = 20_000;
  const write = (from: number, to: number, version: number): Promise<unknown> =>
    schema.query(
      `INSERT INTO ${table} ("id", "v", "_sdc_table_version") SELECT g, 1, ${version} FROM generate_series(${from}, ${to}) AS t(g)
        ON CONFLICT ("id") DO UPDATE SET "_sdc_table_version" = excluded."_sdc_table_version"`,
    );
  await load(schema, [SCHEMA, record(0, 1, 10)]);
  await write(1, rows, 10);
  let isLoading = true;
  const loading = load(schema, [SCHEMA, record(0, 2, 20), activate(20)]).finally(() => {
    isLoading = false;
  });
  let renewed = 0;
  for (; isLoading && renewed < rows; renewed += 500) await write(renewed + 1, renewed + 500, 20);
  expect((await loading).code).toBe(0);
  await schema.query(`REFRESH TABLE ${table}`);
  const sql = `SELECT count(*) AS n FROM ${table} WHERE "id" BETWEEN 1 AND ${renewed}`;
  expect(Number((await schema.query(sql))[0]?.n)).toBe(renewed);
});
