import { expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { load, plain, rowsById } from './load.ts';
import { recordMessage, schemaMessage, stateMessage } from './messages.ts';

const properties = { id: 'integer', day: 'string', v: 'integer' };

test('tables are made as table_options say, * for all and by stream', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const options = {
    '*': { shards: 2, replicas: 0, with: { refresh_interval: 3000 } },
    orders: { table: 'o', shards: 3, partitioned_by: ['day'], clustered_by: 'id', column_policy: 'dynamic' },
  };
  const lines = [
    schemaMessage('orders', properties, ['id', 'day']),
    recordMessage('orders', { id: 1, day: 'a', v: 1 }),
    schemaMessage('other', properties),
    recordMessage('other', { id: 1, day: 'a', v: 1 }),
    recordMessage('orders', { id: 1, day: 'b', v: 2 }),
    recordMessage('orders', { id: 1, day: 'a', v: 3 }),
    stateMessage(1),
  ];
  const outcome = await load(schema, lines, { table_options: options });
  expect(outcome.code, outcome.stderr).toBe(0);
  const tables = await schema.query(
    'SELECT table_name, number_of_shards, number_of_replicas, partitioned_by, clustered_by, column_policy FROM information_schema.tables WHERE table_schema = $1 AND table_name <> $2 ORDER BY 1',
    [schema.name, '_sdc_leases'],
  );
  const made = tables.map((row) => ({ ...row, number_of_shards: Number(row.number_of_shards) }));
  expect(made).toMatchObject([
    {
      table_name: 'o',
      number_of_shards: 3,
      number_of_replicas: '0',
      clustered_by: 'id',
      column_policy: 'dynamic',
    },
    { table_name: 'other', number_of_shards: 2, number_of_replicas: '0', partitioned_by: null },
  ]);
  expect(JSON.stringify(made[0])).toContain('day');
  const rows = (await schema.rows('o')).map(({ day, v }) => [day, Number(v)]);
  expect(rows.sort()).toEqual([
    ['a', 3],
    ['b', 2],
  ]);
});

test('a keyless stream may be partitioned by any column', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const options = { log: { partitioned_by: ['day'] } };
  const lines = [
    schemaMessage('log', properties, []),
    recordMessage('log', { id: 1, day: 'a' }),
    recordMessage('log', { id: 1, day: 'a' }),
    recordMessage('log', { id: 2 }),
    stateMessage(1),
  ];
  const outcome = await load(schema, lines, { table_options: options });
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(await schema.rows('log')).toHaveLength(3);
});

test.each([[['id']], [['id', 'day']]])(
  'deletions reach a table that all of its key partitions: %j',
  async (keys) => {
    await using schema = await openSchema(inject('cratedb'));
    const options = { s: { partitioned_by: keys, shards: 1, replicas: '0' } };
    const properties = { id: 'integer', day: 'string', _sdc_sequence: 'integer', _sdc_deleted_at: 'string' };
    const at = (id: number, version: number, more: object = {}): object =>
      recordMessage('s', { id, day: 'x', _sdc_sequence: version, ...more });
    const deleted = (id: number): object => at(id, 8, { _sdc_deleted_at: '2026-01-02T03:04:05Z' });
    const SCHEMA = schemaMessage('s', properties, keys);
    const first = await load(schema, [SCHEMA, ...[1, 2, 3, 4].map((id) => at(id, 5))], {
      table_options: options,
    });
    expect(first.code, first.stderr).toBe(0);
    const later = [SCHEMA, deleted(1), deleted(2), deleted(9), at(3, 6), at(2, 7)];
    const second = await load(schema, later, { table_options: options });
    expect(second.code, second.stderr).toBe(0);
    expect(await rowsById(schema, 's')).toEqual({
      3: { day: 'x', _sdc_sequence: 6 },
      4: { day: 'x', _sdc_sequence: 5 },
    });
  },
);

test('a keyed stream may not be partitioned by what is not in its key', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const lines = [schemaMessage('orders', properties), recordMessage('orders', { id: 1 })];
  const outcome = await load(schema, lines, { table_options: { orders: { partitioned_by: ['day'] } } });
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain('TABLE_OPTIONS_CONFLICT');
});

test('two streams never share a table', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const streams = ['a-x', 'b-x', 'A-x', 'a.x'];
  const lines = streams.flatMap((stream, n) => [
    schemaMessage(stream, { id: 'integer' }),
    recordMessage(stream, { id: n }),
  ]);
  const outcome = await load(schema, lines);
  expect(outcome.code, outcome.stderr).toBe(0);
  for (const [n, table] of ['a-x', 'b-x', 'A-x', 'a%2Ex'].entries())
    expect(Object.keys(await rowsById(schema, table))).toEqual([String(n)]);
  const clash = await load(schema, lines, { table_options: { 'b-x': { table: 'a-x' } } });
  expect(clash.code).toBe(1);
  expect(clash.stderr).toContain('TABLE_SHARED: The streams "a-x" and "b-x" would share the table');
});

test('default_target_schema counts where the URL names no schema, and the URL may name the table', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await using other = await openSchema(inject('cratedb'));
  const lines = [schemaMessage('s', { id: 'integer' }), recordMessage('s', { id: 1 })];
  const url = schema.url.slice(0, -`/${schema.name}`.length);
  await load({ ...schema, url }, lines, { default_target_schema: other.name });
  expect(Object.keys(await rowsById(other, 's'))).toEqual(['1']);
  await load({ ...schema, url: `${schema.url}/named` }, lines);
  expect(Object.keys(await rowsById(schema, 'named'))).toEqual(['1']);
});

test('the overflow column has the name of the setting', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const lines = [
    schemaMessage('s', { id: 'integer', list: { type: 'array' } }),
    recordMessage('s', { id: 1, list: [1, 'a'], rest: 'x', _sdc_overflow: 5 }),
  ];
  const outcome = await load(schema, lines, { overflow_column: 'rest' });
  expect(outcome.code, outcome.stderr).toBe(0);
  await schema.query(`REFRESH TABLE "${schema.name}"."s"`);
  const [row] = await schema.query(`SELECT "rest", "_sdc_overflow" FROM "${schema.name}"."s"`);
  expect(plain(row)).toEqual({ rest: { list: [1, 'a'], rest: 'x' }, _sdc_overflow: 5 });
});
