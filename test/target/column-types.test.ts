import { describe, expect, inject, test } from 'vitest';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { load, plain, rowsById } from './load.ts';
import { recordMessage, schemaMessage } from './messages.ts';

async function typesOf(schema: TestSchema, table: string): Promise<Record<string, unknown>> {
  const rows = await schema.query(
    'SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2',
    [schema.name, table],
  );
  return Object.fromEntries(rows.map((row) => [row.column_name, row.data_type]));
}

/** One row of a table, with texts for what a client would round. */
async function texts(schema: TestSchema, table: string, expressions: string): Promise<unknown> {
  await schema.query(`REFRESH TABLE "${schema.name}"."${table}"`);
  return plain((await schema.query(`SELECT ${expressions} FROM "${schema.name}"."${table}"`))[0]);
}

describe('columns made by the SCHEMA', () => {
  test('have the types that keep the values', async () => {
    await using schema = await openSchema(inject('cratedb'));
    const properties = {
      id: 'integer',
      n: 'number',
      flag: 'boolean',
      at: { type: 'string', format: 'date-time' },
      day: { type: 'string', format: 'date' },
      hour: { type: 'string', format: 'time' },
      uuid: { type: 'string', format: 'uuid' },
      bytes: { type: 'string', contentEncoding: 'base64' },
      price: { type: 'number', multipleOf: 0.01 },
      exact: { type: 'string', format: 'singer.decimal', precision: 30, scale: 10 },
      tags: { type: 'array', items: { type: 'string' } },
      lists: { type: 'array', items: { type: 'array', items: { type: 'integer' } } },
      o: {
        type: 'object',
        properties: { x: { type: 'integer' }, deep: { properties: { y: { type: 'string' } } } },
      },
      items: { type: 'array', items: { type: 'object', properties: { sku: { type: 'string' } } } },
      either: { type: ['string', 'integer', 'null'] },
      untyped: {},
    };
    const record = {
      id: 1,
      n: 1.5,
      flag: false,
      at: '2026-01-02 03:04:05+0130',
      day: '2026-01-02',
      hour: '03:04:05',
      uuid: '2F1A5B7E-1111-4222-8333-123456789abc',
      bytes: 'AAEC',
      price: 19.99,
      exact: '12345678901234567890.0123456789',
      tags: ['a', 'b"c', '{,}'],
      lists: [[1, 2], [3]],
      o: { x: 1, deep: { y: 'z' } },
      items: [{ sku: 'a' }, { sku: 'b', more: 1 }],
      either: 'text',
      untyped: { any: true },
    };
    const outcome = await load(schema, [
      schemaMessage('s', properties),
      recordMessage('s', record),
      recordMessage('s', { id: 2, either: 5, n: 1, at: '2026-01-02T03:04:05.123456Z' }),
    ]);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(await typesOf(schema, 's')).toMatchObject({
      id: 'bigint',
      n: 'double precision',
      flag: 'boolean',
      at: 'timestamp with time zone',
      day: 'text',
      hour: 'text',
      uuid: 'text',
      bytes: 'text',
      price: 'numeric',
      exact: 'numeric',
      tags: 'text_array',
      o: 'object',
      either: 'text',
      untyped: 'object',
    });
    const rows = await rowsById(schema, 's');
    const { id: _, at, exact, price, ...others } = record;
    expect(rows['1']).toMatchObject(others);
    expect(new Date((rows['1'] as { at: string | number }).at).toISOString()).toBe(
      '2026-01-02T01:34:05.000Z',
    );
    expect(await texts(schema, 's', 'exact::TEXT AS exact, price::TEXT AS price')).toMatchObject(
      inject('cratedbIsReal') ? { exact, price: String(price) } : {},
    );
    expect(rows['2']).toMatchObject({ either: 5, at: '2026-01-02T03:04:05.123456Z' });
  });

  test('numbers keep every digit, in a column or in the overflow', async () => {
    await using schema = await openSchema(inject('cratedb'));
    const line = (id: number, rest: string): string =>
      `{"type":"RECORD","stream":"s","record":{"id":${id},${rest}}}`;
    const outcome = await load(schema, [
      schemaMessage('s', { id: 'integer', i: 'integer', n: 'number' }),
      line(1, '"i":9007199254740993,"n":0.1'),
      line(2, '"i":9223372036854775808,"n":12345678901234567890.123'),
      line(3, '"i":-9223372036854775806,"n":1e300'),
      line(4, '"i":1e400,"n":1e400'),
    ]);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(await rowsById(schema, 's')).toEqual({
      '1': { i: '9007199254740993', n: 0.1 },
      '2': { i: '9223372036854775808', n: '12345678901234567890.123' },
      '3': { i: '-9223372036854775806', n: 1e300 },
      '4': { i: '1E+400', n: '1E+400' },
    });
  });

  test('nulls under names that are numbers stay what they are, also inside arrays', async () => {
    await using schema = await openSchema(inject('cratedb'));
    const columns = Array.from({ length: 50 }, (_, n) => [`c${n}`, 'string']);
    const properties = { id: 'integer', ...Object.fromEntries(columns), list: { type: 'array' } };
    const records = [
      { list: [{ 42: 'x', a: { 7: 'y' }, b: [{ 9: 'z' }] }], map: { 42: 'x' } },
      { list: [{ 42: null, a: { 7: null } }, {}], map: { 42: null } },
      { list: [{ b: [{ 9: null }] }, { 42: 'x' }] },
    ];
    const lines = records.map((record, id) => recordMessage('s', { id, ...record }));
    const outcome = await load(schema, [schemaMessage('s', properties), ...lines]);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(await rowsById(schema, 's')).toEqual({ ...records });
  });

  test('text beyond what an index holds overflows, unless the SCHEMA announces it', async () => {
    await using schema = await openSchema(inject('cratedb'));
    const long = 'x'.repeat(40_000);
    const properties = { id: 'integer', short: 'string', long: { type: 'string', maxLength: 100_000 } };
    const outcome = await load(schema, [
      schemaMessage('s', properties),
      recordMessage('s', { id: 1, short: long, long, o: { short: long } }),
    ]);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(await rowsById(schema, 's')).toEqual({ '1': { short: long, long, o: { short: long } } });
    await schema.query(`REFRESH TABLE "${schema.name}"."s"`);
    const [row] = await schema.query(`SELECT "short", length("long") AS n FROM "${schema.name}"."s"`);
    expect(plain(row)).toEqual({ short: null, n: long.length });
  });
});

test.runIf(inject('cratedbIsReal'))(
  'existing columns of any type keep what they can, the rest overflows',
  async () => {
    await using schema = await openSchema(inject('cratedb'));
    const types = {
      small: 'SMALLINT',
      int: 'INTEGER',
      byte: 'BYTE',
      real: 'REAL',
      short: 'VARCHAR(3)',
      fixed: 'CHAR(2)',
      ip: 'IP',
      point: 'GEO_POINT',
      shape: 'GEO_SHAPE',
      vector: 'FLOAT_VECTOR(2)',
      bits: 'BIT(4)',
      uuid: 'UUID',
      local: 'TIMESTAMP WITHOUT TIME ZONE',
      num: 'NUMERIC(10, 2)',
      words: 'TEXT INDEX USING FULLTEXT',
      strict: 'OBJECT(STRICT) AS (a BIGINT)',
    };
    const columns = Object.entries(types).map(([name, type]) => `"${name}" ${type}`);
    await schema.query(`CREATE TABLE "${schema.name}"."s" ("id" BIGINT PRIMARY KEY, ${columns.join(', ')})`);
    const good = {
      small: 5,
      int: -7,
      byte: 127,
      real: 0.25,
      short: 'abc',
      fixed: 'xy',
      ip: '10.0.0.1',
      shape: 'POINT (1 2)',
      vector: [0.5, 2],
      bits: '0101',
      uuid: '2f1a5b7e-1111-4222-8333-123456789abc',
      num: 12.25,
      words: 'some words',
      strict: { a: 1 },
    };
    const bad = {
      small: 40_000,
      int: 2 ** 31,
      byte: 128,
      real: 0.123456789,
      short: 'abcd',
      fixed: 'x',
      ip: 'nowhere',
      shape: 'no shape at all',
      vector: [1],
      bits: '01',
      uuid: 'none',
      local: '2026-01-02T03:04:05.123456Z',
      num: 1.234,
      strict: { a: 'x' },
    };
    const outcome = await load(schema, [
      schemaMessage('s', { id: 'integer' }),
      recordMessage('s', { id: 1, ...good, local: '2026-01-02T03:04:05+02:00' }),
      recordMessage('s', { id: 2, ...bad }),
      recordMessage('s', { id: 3, point: [8.51234, 47.25] }),
    ]);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stderr).toContain('upserted=3');
    const rows = await rowsById(schema, 's');
    const { num, bits, shape: _, ...kept } = good;
    expect(rows['1']).toMatchObject({ ...kept, bits: expect.stringContaining(bits) });
    expect(Number((rows['1'] as { num: unknown }).num)).toBe(num);
    expect(rows['2']).toMatchObject(bad);
    expect(rows['3']).toMatchObject({ point: [8.51234, 47.25] });
    const stored = await texts(
      schema,
      's',
      'count("num") AS num, count("ip") AS ip, count("shape") AS shape, count("point") AS point',
    );
    expect(stored).toEqual({ num: 1, ip: 1, shape: 1, point: 1 });
  },
);
