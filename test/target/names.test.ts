import { expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { load, rowsById } from './load.ts';
import { recordMessage, schemaMessage } from './messages.ts';

test('attributes of every name arrive, and those that are renamed are told once', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const names = [
    'a.b',
    'a[0]',
    '_id',
    '_score',
    'two\nlines',
    'nul\0name',
    'a%2Eb',
    'select',
    'Case',
    'case',
    'quo"te',
    ' blank ',
    'ünï',
    '__proto__',
    'constructor',
    '',
    'x'.repeat(300),
  ];
  const attributes = Object.fromEntries(names.map((name, n) => [name, n]));
  const record = JSON.parse(`{"id":1,${JSON.stringify(attributes).slice(1)}`);
  const typed = schemaMessage('s', { id: 'integer', 'a.b': 'integer', _id: 'integer' });
  const message = JSON.stringify(recordMessage('s', {})).replace('{}', JSON.stringify(record));
  const proto = message.replace('"constructor"', '"__proto__":13,"constructor"');
  const outcome = await load(schema, [typed, proto, proto.replace('"id":1', '"id":2')]);
  expect(outcome.code, outcome.stderr).toBe(0);
  const rows = await rowsById(schema, 's');
  for (const id of ['1', '2']) {
    const row = rows[id] as Record<string, unknown>;
    for (const name of names.filter((one) => one !== '__proto__'))
      expect([name.slice(0, 20), row[name]]).toEqual([name.slice(0, 20), names.indexOf(name)]);
    expect(Object.getOwnPropertyDescriptor(row, '__proto__')?.value).toBe(13);
  }
  expect(
    outcome.stderr.match(/"a\.b" cannot name a column; it is stored in the column "a%2Eb"/g),
  ).toHaveLength(1);
  expect(outcome.stderr).toContain('cannot name a column; it goes to _sdc_overflow');
});

test("a stream may have the name of one of the target's own tables", async () => {
  await using schema = await openSchema(inject('cratedb'));
  const lines = [
    schemaMessage('_sdc_tombstones', { id: 'integer' }),
    recordMessage('_sdc_tombstones', { id: 1 }),
  ];
  const outcome = await load(schema, lines);
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(Object.keys(await rowsById(schema, '%5Fsdc_tombstones'))).toEqual(['1']);
});
