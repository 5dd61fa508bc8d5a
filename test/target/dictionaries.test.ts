import { expect, inject, test } from 'vitest';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { load, rowsById } from './load.ts';
import { recordMessage, schemaMessage } from './messages.ts';

async function columnsOf(schema: TestSchema): Promise<string[]> {
  const sql =
    "SELECT column_name FROM information_schema.columns WHERE table_schema = $1 AND table_name <> '_sdc_leases' ORDER BY ordinal_position";
  return (await schema.query(sql, [schema.name])).map(({ column_name: name }) => String(name));
}

test('a map that the SCHEMA calls open keeps any names and makes no columns', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const open = { type: 'object', additionalProperties: true };
  const typed = schemaMessage('s', {
    id: 'integer',
    any: open,
    counts: { type: 'object', additionalProperties: { type: 'integer' } },
    list: { type: 'array', items: open },
  });
  const record = (id: number): object => ({
    any: { [`k${id}`]: id },
    counts: { [id]: 1 },
    list: [{ [`x${id}`]: [1, 'a'] }],
  });
  const lines = [1, 2, 3].map((id) => recordMessage('s', { id, ...record(id) }));
  const outcome = await load(schema, [typed, ...lines]);
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(outcome.stderr).toContain('overflowed=0');
  expect(await columnsOf(schema)).toEqual(['id', 'any', 'counts', 'list', '_sdc_overflow']);
  expect(await rowsById(schema, 's')).toEqual({ 1: record(1), 2: record(2), 3: record(3) });
});

test('a dictionary stops at max_members, which is said once; attributes get columns all the same', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const record = (id: number): object => ({
    m: { [`k${id}`]: id, deep: { [`d${id}`]: 'x' } },
    [`c${id}`]: id,
  });
  const wide = { w: { a: 1, b: 2, c: 3, d: 4 } };
  const ids = [1, 2, 3, 4, 5, 6];
  const lines = ids.map((id) => recordMessage('s', { id, ...record(id), ...wide }));
  const outcome = await load(schema, [schemaMessage('s', { id: 'integer' }), ...lines], { max_members: 3 });
  expect(outcome.code, outcome.stderr).toBe(0);
  const said = [...outcome.stderr.matchAll(/: (\S+) has as many members as `max_members` allows/g)];
  expect(said.map(([, path]) => path)).toEqual([`"m"`, `"m"['deep']`]);
  const columns = await columnsOf(schema);
  expect(columns.filter((name) => name.startsWith('m['))).toHaveLength(6);
  expect(columns.filter((name) => /^c\d$/.test(name))).toHaveLength(6);
  expect(columns.filter((name) => name.startsWith('w'))).toEqual(['w']);
  const rows = await rowsById(schema, 's');
  for (const id of ids) expect(rows[id]).toEqual({ ...record(id), ...wide });
});

test.runIf(inject('cratedbIsReal'))(
  'attributes leave some columns free, for what somebody adds later',
  async () => {
    await using schema = await openSchema(inject('cratedb'));
    const ids = Array.from({ length: 50 }, (_, id) => id);
    const lines = ids.map((id) => recordMessage('s', { id, [`c${id}`]: 'x' }));
    const outcome = await load(schema, [schemaMessage('s', { id: 'integer' }), ...lines], {
      table_options: { '*': { with: { 'mapping.total_fields.limit': 40 } } },
    });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stderr.match(/accepts no more columns/g)).toHaveLength(1);
    expect(await columnsOf(schema)).toHaveLength(38);
    await schema.query(`ALTER TABLE "${schema.name}"."s" ADD COLUMN mine TEXT`);
    const rows = await rowsById(schema, 's');
    for (const id of ids) expect(rows[id]).toEqual({ [`c${id}`]: 'x' });
  },
);
