import { describe, expect, inject, test, vi } from 'vitest';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { load, statesIn } from './load.ts';
import { recordMessage, schemaMessage, stateMessage, stateOf } from './messages.ts';

// Thousands of columns take CrateDB a while.
vi.setConfig({ testTimeout: 180_000 });

/** Names as a document database has them: long, or many. */
const WIDE = [
  { of: '990 columns with names of 62 characters', count: 990, length: 62, types: ['string'] },
  { of: '2,900 columns with short names', count: 2900, length: 6, types: ['string', 'integer'] },
];

const namesOf = (count: number, length: number): string[] =>
  Array.from({ length: count }, (_, n) => `c${n}`.padEnd(length, '_'));

async function valuesAt(schema: TestSchema, names: readonly string[], id: number): Promise<Set<unknown>> {
  const [row] = (await schema.rows('s')).filter((found) => Number(found.id) === id);
  return new Set(names.map((name) => String(row?.[name])));
}

describe.runIf(inject('cratedbIsReal'))('a wide table', () => {
  test.each(WIDE)('$of: is written and updated, newer rows stay', async ({ count, length, types }) => {
    await using schema = await openSchema(inject('cratedb'));
    const names = namesOf(count, length);
    const properties = Object.fromEntries(names.map((name, n) => [name, types[n % types.length] ?? '']));
    const SCHEMA = schemaMessage('s', { id: 'integer', _sdc_sequence: 'integer', ...properties });
    const attributeOf = (name: number, value: number): string | number =>
      types[name % types.length] === 'integer' ? value : String(value);
    const record = (id: number, value: number, version: number): object => {
      const attributes = Object.fromEntries(names.map((name, n) => [name, attributeOf(n, value)]));
      return recordMessage('s', { id, _sdc_sequence: version, ...attributes });
    };
    const settings = { table_options: { s: { with: { 'mapping.total_fields.limit': 4000 } } } };
    const inserted = [record(1, 10, 5), record(2, 20, 5), stateMessage(1)];
    const updated = [record(1, 11, 6), record(2, 21, 4), record(3, 31, 1), stateMessage(2)];
    for (const [n, lines] of [inserted, updated].entries()) {
      const outcome = await load(schema, [SCHEMA, ...lines], settings);
      expect(outcome.code, outcome.stderr.slice(0, 3000)).toBe(0);
      expect(statesIn(outcome)).toEqual([stateOf(n + 1)]);
    }
    expect(await valuesAt(schema, names, 1)).toEqual(new Set(['11']));
    expect(await valuesAt(schema, names, 2)).toEqual(new Set(['20']));
    expect(await valuesAt(schema, names, 3)).toEqual(new Set(['31']));
  });
});
