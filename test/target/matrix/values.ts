import { LosslessNumber } from 'lossless-json';
import { type Random, several } from '../../support/dynamodb/random.ts';
import type { MatrixColumn, MatrixTable } from './table.ts';

type Value = unknown;

const number = (text: string): LosslessNumber => new LosslessNumber(text);

/** Values that some column of some type cannot keep as they are. */
const VALUES: readonly Value[] = [
  null,
  0,
  -1,
  24,
  2.5,
  0.1,
  -7.25,
  127,
  40_000,
  2 ** 31,
  16_777_217,
  number('9007199254740993'),
  number('9223372036854775807'),
  number('9223372036854775808'),
  number('12345678901234567890.123'),
  number('1e400'),
  1e300,
  true,
  false,
  '',
  'a',
  'ab ',
  'abc',
  'abc   ',
  'x'.repeat(40_000),
  'ünï€𝄞',
  '24',
  '007',
  '12.50',
  '1e3',
  'true',
  'null',
  '{"a":1}',
  '2026-01-02T03:04:05Z',
  '2026-01-02T03:04:05.123456Z',
  '2026-02-30T00:00:00Z',
  '2026-01-02',
  '10.0.0.1',
  '2001:DB8::1',
  'fe80::1%eth0',
  '2f1a5b7e-1111-4222-8333-123456789abc',
  '2F1A5B7E-1111-4222-8333-123456789ABC',
  '0101',
  'POINT (1 2)',
  { type: 'Point', coordinates: [1, 2] },
  { type: 'Nothing' },
  [8.123456789, 47.25],
  [200, 100],
  [0.5, 2],
  [],
  [1, 'a', null],
  [[1], ['b']],
  {},
  { a: 1, b: 'x' },
  { m: 1, n: 'x' },
  { a: null, 42: null, 7: 'x' },
  { deep: { er: [1, { x: number('9223372036854775808') }] } },
  { _u_a: 1, 'a.b': 2, 'c[d]': 3, '': 4, '%41': 5 },
];

/** A record for a table: values of every kind where its columns are, and in members beside them. */
export function randomRecord(random: Random, table: MatrixTable, id: number): Record<string, Value> {
  const record: Record<string, Value> = { id };
  if (table.keys.includes('part')) record.part = `p${id % 2}`;
  for (const column of table.columns) if (random.chance(0.85)) record[column.name] = placed(random, column);
  if (random.chance(0.3)) record.unknown = random.pick(VALUES);
  if (table.hasRules) Object.assign(record, id === 0 ? { must: 1 } : ruled(random));
  return record;
}

/** A value where the column has its type; now and then one where it has none. */
function placed(random: Random, { place }: MatrixColumn): Value {
  const value = (): Value => random.pick(VALUES);
  const member = (): Value => ({
    ...(random.chance(0.9) ? { m: value() } : {}),
    ...(random.chance(0.4) ? { n: value() } : {}),
    ...(random.chance(0.2) ? { [random.pick(['more', '42', 'a.b'])]: value() } : {}),
  });
  if (random.chance(0.1)) return value();
  if (place === 'column') return value();
  if (place === 'member') return member();
  if (place === 'inside') return several(random.int(4), () => (random.chance(0.1) ? null : member()));
  const elements = (): Value => (random.chance(0.5) ? [value()] : several(random.int(4), value));
  return place === 'element' ? elements() : several(random.int(3), elements);
}

function ruled(random: Random): Record<string, Value> {
  return {
    ...(random.chance(0.9) ? { must: random.pick([1, 2.5, 'x', null, 5]) } : {}),
    ...(random.chance(0.3) ? { given: random.pick(['g', 'h', 3]) } : {}),
    ...(random.chance(0.3) ? { def: random.pick(['e', null, 3]) } : {}),
    ...(random.chance(0.7) ? { chk: random.pick([1, 99, 100, 5000, 'x', null]) } : {}),
    ...(random.chance(0.3) ? { gen: random.pick(['own', 5]) } : {}),
  };
}

/** The column whose rule a record breaks, if any: what does not fit a column is no value of it. */
export function brokenRule(record: Readonly<Record<string, Value>>): 'must' | 'chk' | undefined {
  const { must, chk } = record;
  if (!Number.isInteger(must)) return 'must';
  return typeof chk === 'number' && chk >= 100 ? 'chk' : undefined;
}
