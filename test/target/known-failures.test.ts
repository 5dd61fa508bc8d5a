import { expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { load, rowsById, statesIn } from './load.ts';
import { type InputLine, recordMessage, schemaMessage, stateMessage, stateOf } from './messages.ts';

/** An input at which another loader for CrateDB fails, and the rows it should end in. */
interface KnownFailure {
  readonly of: string;
  readonly lines: readonly InputLine[];
  readonly rows: object;
  readonly settings?: object;
}

const ids = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);
const record = (id: number, rest: object = {}, more: object = {}): object =>
  recordMessage('s', { id, ...rest }, more);
const SCHEMA = schemaMessage('s', { id: 'integer', v: 'integer' });
const UNTYPED = { type: 'SCHEMA', stream: 's', schema: { type: 'object' }, key_properties: ['id'] };

const FAILURES: readonly KnownFailure[] = [
  {
    of: 'F1 updates of existing keys are dropped',
    lines: [SCHEMA, record(1, { v: 1 }), SCHEMA, record(1, { v: 2 })],
    rows: { 1: { v: 2 } },
    settings: { batch_size_rows: 1 },
  },
  {
    of: 'F3 rows with a type clash inside an object are lost',
    lines: [
      schemaMessage('s', { id: 'integer', o: { type: 'object' } }),
      ...[1, 'two', 3.5, { four: 4 }, [5]].map((a, n) => record(n + 1, { o: { a } })),
    ],
    rows: {
      1: { o: { a: 1 } },
      2: { o: { a: 'two' } },
      3: { o: { a: 3.5 } },
      4: { o: { a: { four: 4 } } },
      5: { o: { a: [5] } },
    },
  },
  {
    of: 'F4 ACTIVATE_VERSION deletes rows of the current version',
    lines: [
      SCHEMA,
      record(1, { v: 1 }, { version: 1 }),
      record(2, { v: 2 }, { version: 2 }),
      { type: 'ACTIVATE_VERSION', stream: 's', version: 2 },
    ],
    rows: { 2: { v: 2, _sdc_table_version: 2 } },
  },
  {
    of: 'F5 _sdc_deleted_at deletes no row',
    lines: [SCHEMA, record(1, { v: 1 }), record(2), record(1, { _sdc_deleted_at: '2026-01-02T03:04:05Z' })],
    rows: { 2: {} },
  },
  {
    of: 'F6 after a change of the SCHEMA older records overwrite newer ones',
    lines: [
      SCHEMA,
      record(1, { v: 1 }),
      schemaMessage('s', { id: 'integer', v: 'integer', w: 'integer' }),
      record(1, { v: 2, w: 2 }),
      SCHEMA,
      record(1, { v: 3 }),
    ],
    rows: { 1: { v: 3 } },
  },
  {
    of: 'F7, F9 number, _id, integers over 64 bit, an array without items, a union',
    lines: [
      schemaMessage('s', {
        id: 'integer',
        number: 'number',
        _id: 'string',
        big: 'integer',
        list: { type: 'array' },
        union: { type: ['string', 'integer'] },
      }),
      '{"type":"RECORD","stream":"s","record":{"id":1,"number":1.5,"_id":"x","big":9223372036854775808,"list":[1],"union":1}}',
      '{"type":"RECORD","stream":"s","record":{"id":2,"list":["x"],"union":"x"}}',
    ],
    rows: {
      1: { number: 1.5, _id: 'x', big: '9223372036854775808', list: [1], union: 1 },
      2: { list: ['x'], union: 'x' },
    },
  },
  {
    of: 'F8 a type that changes from integer to string ends everything',
    lines: [
      SCHEMA,
      record(1, { v: 1 }),
      schemaMessage('s', { id: 'integer', v: 'string' }),
      record(2, { v: 'x' }),
    ],
    rows: { 1: { v: 1 }, 2: { v: 'x' } },
  },
  {
    of: 'F11 a SCHEMA without properties',
    lines: [UNTYPED, record(1, { v: 1, o: { a: [true] } })],
    rows: { 1: { v: 1, o: { a: [true] } } },
  },
  {
    of: 'F12 hangs once eleven rows of a batch exist already',
    lines: [
      SCHEMA,
      ...ids(50).map((id) => record(id, { v: 1 })),
      SCHEMA,
      ...ids(50).map((id) => record(id, { v: 2 })),
    ],
    rows: Object.fromEntries(ids(50).map((id) => [id, { v: 2 }])),
    settings: { batch_size_rows: 50 },
  },
  {
    of: 'F16 fields that no SCHEMA declares are dropped',
    lines: [SCHEMA, record(1, { v: 1, undeclared: 'x', o: { deep: 1 } })],
    rows: { 1: { v: 1, undeclared: 'x', o: { deep: 1 } } },
  },
];

// F2, the pair of streams that the Singer SDK tests upserts with, is in standard-streams.test.ts.
test.each(FAILURES)('$of', async ({ lines, rows, settings }) => {
  await using schema = await openSchema(inject('cratedb'));
  const outcome = await load(schema, [...lines, stateMessage(1)], { ...settings });
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(statesIn(outcome)).toEqual([stateOf(1)]);
  expect(await rowsById(schema, 's')).toEqual(rows);
});

test('streams whose names differ in what CrateDB refuses have tables of their own', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const streams = ['a-x', 'b-x', 'a/x', 'a%2Fx', 'A-x'];
  const lines = streams.flatMap((stream, n) => [
    schemaMessage(stream, { id: 'integer' }),
    recordMessage(stream, { id: n }),
  ]);
  const outcome = await load(schema, lines);
  expect(outcome.code, outcome.stderr).toBe(0);
  for (const [n, table] of ['a-x', 'b-x', 'a%2Fx', 'a%252Fx', 'A-x'].entries())
    expect([table, Object.keys(await rowsById(schema, table))]).toEqual([table, [String(n)]]);
});
