import { expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { load, rowsById } from './load.ts';
import { type InputLine, recordMessage, schemaMessage } from './messages.ts';

const DATE_TIME = { type: 'string', format: 'date-time' };
const CENTS = { type: 'number', multipleOf: 0.01 };
const DECIMAL = { type: 'string', format: 'singer.decimal', precision: 10, scale: 2 };

/** A key's schema, the values that come, and the texts that the key column then holds. */
type Case = readonly [schema: unknown, keys: readonly unknown[], texts: readonly string[]];

const CASES: Readonly<Record<string, Case>> = {
  'instants with microseconds': [
    DATE_TIME,
    ['2026-01-02T03:04:05.123456Z', '2026-01-02T03:04:05.123457Z', '2026-01-02 04:04:05.1234560+01', 'never'],
    ['2026-01-02T03:04:05.123456Z', '2026-01-02T03:04:05.123457Z', 'never'],
  ],
  'nullable instants': [
    { anyOf: [DATE_TIME, { type: 'null' }] },
    ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000+00:00', '2026-01-02T03:04:05.0001Z'],
    ['2026-01-02T03:04:05.000Z', '2026-01-02T03:04:05.0001Z'],
  ],
  'a number of cents or text': [
    { anyOf: [CENTS, { type: 'string' }] },
    [1.5, 1.25, 'x', '2026-01-02'],
    ['1.5', '1.25', 'x', '2026-01-02'],
  ],
  'text or an instant': [
    { oneOf: [{ type: 'string' }, DATE_TIME] },
    ['2026-01-02', '2026-01-02T00:00:00Z'],
    ['2026-01-02', '2026-01-02T00:00:00Z'],
  ],
  cents: [CENTS, [1.5, 0.01, 1e30], ['1.5', '0.01', '1000000000000000000000000000000']],
  decimals: [DECIMAL, ['1.50', '1.5', '-0.10', 'NaN'], ['1.5', '-0.1', 'NaN']],
  'integers, then others': [{ type: 'integer' }, [1, '01', 1.5, true, 'x'], ['1', '01', '1.5', 'true', 'x']],
  'integers, then integers as text': [{ type: 'integer' }, [1, '2', '1'], ['1', '2']],
  'integers of 64 bit and more': [
    { type: ['null', 'integer'] },
    [1, 10_000_000_000, '9223372036854775807', '-9223372036854775808'],
    ['1', '10000000000', '9223372036854775807', '-9223372036854775808'],
  ],
  'booleans, then text': [{ type: 'boolean' }, [true, false, 'maybe'], ['true', 'false', 'maybe']],
  'booleans or integers': [{ type: ['boolean', 'integer'] }, [true, 1, 0], ['true', '1', '0']],
  'integer or text': [{ anyOf: [{ type: 'integer' }, { type: 'string' }] }, [1, 'x'], ['1', 'x']],
  anything: [
    {},
    [1, 'x', false, [1, 'x'], { b: 1, a: 2 }, { a: 2, b: 1 }],
    ['1', 'x', 'false', '[1,"x"]', '{"a":2,"b":1}'],
  ],
};

const bySchema = Object.entries(CASES);

test.each(['columns', 'document'])('keys of every schema find their rows (%s)', async (layout) => {
  await using schema = await openSchema(inject('cratedb'));
  const settings = {
    validate_records: false,
    record_layout: layout,
    table_options: { '*': { shards: 1 } },
  };
  const lines = bySchema.flatMap(([, [type, keys]], n) => linesOf(`s${n}`, type, keys));
  const outcome = await load(schema, lines, settings);
  expect(outcome.code, outcome.stderr).toBe(0);
  // A run of its own finds the same rows by what it learns from CrateDB.
  const again = bySchema.flatMap(([, [type, keys]], n) => linesOf(`s${n}`, type, keys, 2));
  expect((await load(schema, again, settings)).stderr).toContain('bad=0');
  for (const [n, [name, [, , texts]]] of bySchema.entries()) {
    const rows = await schema.rows(`s${n}`);
    const ids = rows.map((row) => String(layout === 'columns' ? row.id : (row.pk as { id: unknown }).id));
    expect([name, ids.toSorted()]).toEqual([name, texts.toSorted()]);
    const versions = rows.map((row) => Number(row._sdc_sequence));
    expect([name, ...versions]).toEqual([name, ...versions.map(() => 2)]);
  }
});

function linesOf(stream: string, type: unknown, keys: readonly unknown[], version = 1): InputLine[] {
  const records = keys.map((id) => recordMessage(stream, { id, _sdc_sequence: version }));
  return [schemaMessage(stream, { id: type, _sdc_sequence: 'integer' }), ...records];
}

test('a key that a later SCHEMA widens', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const first = [
    schemaMessage('s', { id: 'integer', v: 'integer' }),
    recordMessage('s', { id: 1, v: 1 }),
    recordMessage('s', { id: 2, v: 1 }),
  ];
  const second = [
    schemaMessage('s', { id: { type: ['integer', 'string'] }, v: 'integer' }),
    recordMessage('s', { id: 'x', v: 2 }),
    recordMessage('s', { id: 2, v: 2 }),
  ];
  const outcome = await load(schema, [...first, ...second]);
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(await rowsById(schema, 's')).toEqual({ 1: { v: 1 }, 2: { v: 2 }, x: { v: 2 } });
});

/** A column of an existing table, a value that it holds, the text that this becomes, and a value that does not fit. */
const COLUMNS: readonly (readonly [type: string, fits: unknown, text: string, wide: unknown])[] = [
  ['INTEGER', -5, '-5', 'x'],
  ['BOOLEAN', true, 'true', 'x'],
  ['NUMERIC(10, 2)', 1.5, '1.5', '1.555'],
  ['VARCHAR(3)', 'abc', 'abc', 'abcd'],
  [
    'TIMESTAMP WITH TIME ZONE',
    '2026-01-02T03:04:05.120Z',
    '2026-01-02T03:04:05.120Z',
    '2026-01-02T03:04:05.123456Z',
  ],
  [
    'TIMESTAMP WITHOUT TIME ZONE',
    '2026-01-02T03:04:05Z',
    '2026-01-02T03:04:05.000Z',
    '2026-01-02T03:04:05.1234567Z',
  ],
  ['IP', '127.0.0.1', '127.0.0.1', 'localhost'],
];

test.runIf(inject('cratedbIsReal'))('key columns of existing tables widen, whatever their type', async () => {
  await using schema = await openSchema(inject('cratedb'));
  for (const [n, [type, fits]] of COLUMNS.entries()) {
    const table = `"${schema.name}"."s${n}"`;
    await schema.query(
      `CREATE TABLE ${table} ("id" ${type} PRIMARY KEY, "v" BIGINT) CLUSTERED INTO 1 SHARDS`,
    );
    await schema.query(`INSERT INTO ${table} ("id", "v") VALUES ($1, 1)`, [fits]);
  }
  const lines = COLUMNS.flatMap(([type, fits, , wide], n) => [
    schemaMessage(`s${n}`, { id: type.startsWith('TIMESTAMP') ? DATE_TIME : {}, v: 'integer' }),
    recordMessage(`s${n}`, { id: wide, v: 2 }),
    recordMessage(`s${n}`, { id: fits, v: 3 }),
  ]);
  const outcome = await load(schema, lines, { batch_size_rows: 1 });
  expect(outcome.code, outcome.stderr).toBe(0);
  for (const [n, [type, , text, wide]] of COLUMNS.entries())
    expect([type, await rowsById(schema, `s${n}`)]).toEqual([
      type,
      { [text]: { v: 3 }, [String(wide)]: { v: 2 } },
    ]);
});
