import { expect, test } from 'vitest';
import { BIGINT, type ColumnType, FREE, objectType, TEXT, TIMESTAMP } from '../column/column-type.ts';
import { missingColumns } from './missing.ts';
import { planTable } from './plan.ts';
import { withTextKey } from './text-keys.ts';

test('key columns come first, in the order of key_properties, and hold numbers exactly', () => {
  const plan = planTable({
    type: 'SCHEMA',
    stream: 's',
    schema: {
      type: 'object',
      properties: {
        name: { type: 'string' },
        'b.2': { type: 'integer' },
        a: { type: ['number'] },
        _sdc_sequence: { type: ['integer', 'null'] },
        _sdc_deleted_at: { type: ['string', 'null'], format: 'date-time' },
        untyped: {},
      },
    },
    key_properties: ['b.2', 'a'],
  });
  expect(plan.keys).toEqual([
    { source: ['b.2'], path: ['b%2E2'] },
    { source: ['a'], path: ['a'] },
  ]);
  expect([...plan.columns]).toEqual([
    ['b%2E2', BIGINT],
    ['a', TEXT],
    ['name', TEXT],
    ['_sdc_sequence', BIGINT],
    ['_sdc_deleted_at', TIMESTAMP],
    ['_sdc_overflow', FREE],
  ]);
});

test('missing columns are found at every depth; differing types are left alone', () => {
  const wanted = new Map<string, ColumnType>([
    ['a', TEXT],
    [
      'o',
      objectType([
        ['x', BIGINT],
        ['y', objectType([['z', TEXT]])],
      ]),
    ],
    ['list', { kind: 'array', of: objectType([['n', BIGINT]]) }],
    ['fresh', BIGINT],
  ]);
  const actual = new Map<string, ColumnType>([
    ['a', BIGINT],
    ['o', objectType([['y', objectType([])]])],
    ['list', { kind: 'array', of: objectType([]) }],
  ]);
  expect(missingColumns(wanted, actual)).toEqual([
    { path: ['o', 'x'], type: BIGINT },
    { path: ['o', 'y', 'z'], type: TEXT },
    { path: ['list', 'n'], type: BIGINT },
    { path: ['fresh'], type: BIGINT },
  ]);
});

test('a definition is rewritten with its key as TEXT, and only its key', () => {
  const ddl = [
    'CREATE TABLE IF NOT EXISTS "s"."t" (',
    '   "id" BIGINT NOT NULL,',
    '   "o" OBJECT(DYNAMIC) AS (',
    '      "id" BIGINT NOT NULL',
    '   ),',
    '   "id2" BIGINT,',
    '   PRIMARY KEY ("id")',
    ')',
    'CLUSTERED BY ("id") INTO 3 SHARDS',
  ].join('\n');
  const copy = { schema: 's', table: 'copy' };
  const rewritten = ddl.replace('"s"."t"', '"s"."copy"').replace('"id" BIGINT NOT', '"id" TEXT NOT');
  expect(withTextKey(ddl, copy, ['id'])).toBe(rewritten);
  const inObject = ddl.replace('"s"."t"', '"s"."copy"').replace('      "id" BIGINT', '      "id" TEXT');
  expect(withTextKey(ddl, copy, ['o', 'id'])).toBe(inObject);
  expect(withTextKey(ddl, copy, ['other'])).toBeUndefined();
  expect(withTextKey('something else', copy, ['id'])).toBeUndefined();
});
