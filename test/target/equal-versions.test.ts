import { expect, inject, test } from 'vitest';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { load } from './load.ts';
import { type InputLine, recordMessage, schemaMessage } from './messages.ts';

const MODES = ['remove', 'mark', 'tombstone'];
const UNORDERED = {
  id: 'string',
  v: 'integer',
  _sdc_sequence: 'integer',
  _sdc_deleted_at: 'string',
} as const;
const SCHEMA = schemaMessage('s', { ...UNORDERED, _sdc_sequence_order: 'string' });
const VERSION = 1_700_000_000_000_000;
const EACH_ALONE = { batch_size_rows: 1 };

/** A change of the key; all have the same version. */
function change(order: string | undefined, deletes = false, id = 'a'): InputLine {
  const what = deletes ? { _sdc_deleted_at: '2026-01-02T03:04:05Z' } : { v: Number(order?.slice(4) ?? 0) };
  const ordered = order === undefined ? {} : { _sdc_sequence_order: order };
  return recordMessage('s', { id, _sdc_sequence: VERSION, ...ordered, ...what });
}

async function living(schema: TestSchema): Promise<Record<string, number>> {
  const rows = (await schema.rows('s')).filter(({ _sdc_deleted_at }) => (_sdc_deleted_at ?? null) === null);
  return Object.fromEntries(rows.map(({ id, v }) => [String(id), Number(v)]));
}

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((others) => [item, ...others]),
  );
}

test.each(MODES)('every order of changes with the same version ends in the last one, %s', async (mode) => {
  await using schema = await openSchema(inject('cratedb'));
  const orders = permutations(['001:9', '002:10', '002:11']);
  for (const step of [0, 1, 2]) {
    const lines = orders.flatMap((order, index) => [
      change(order[step], false, `upsert${index}`),
      change(order[step], order[step] === '002:11', `delete${index}`),
      change(order[step], order[step] === '002:10', `again${index}`),
    ]);
    await load(schema, [SCHEMA, ...lines], { delete_mode: mode });
  }
  const expected = orders.flatMap((_, index) => [
    [`upsert${index}`, 11],
    [`again${index}`, 11],
  ]);
  expect(await living(schema)).toEqual(Object.fromEntries(expected));
});

test.each(MODES)('in one run and in one batch, too, and all are counted, %s', async (mode) => {
  for (const rows of [1, 100]) {
    await using schema = await openSchema(inject('cratedb'));
    const lines = [change('002:10'), change('001:9', true), change('002:12', true), change('002:11')];
    const { stderr } = await load(schema, [SCHEMA, ...lines], { batch_size_rows: rows, delete_mode: mode });
    expect(await living(schema)).toEqual({});
    expect(stderr).toContain('stale=2');
  }
});

test.each(MODES)(
  'a table of an earlier version gets what orders them when it is needed, %s',
  async (mode) => {
    await using schema = await openSchema(inject('cratedb'));
    const settings = { ...EACH_ALONE, delete_mode: mode };
    const earlier = [change(undefined), change(undefined, false, 'gone'), change(undefined, true, 'gone')];
    await load(schema, [schemaMessage('s', UNORDERED), ...earlier], settings);
    const later = [change('002:11'), change('002:12', true, 'gone')];
    await load(schema, [SCHEMA, ...later], settings);
    const late = [change('002:10'), change('002:11', false, 'gone'), change(undefined)];
    const { stderr } = await load(schema, [SCHEMA, ...late], settings);
    expect(stderr).toContain('stale=3');
    expect(await living(schema)).toEqual({ a: 11 });
  },
);

test.each([
  ['remove', 'tombstone'],
  ['remove', 'mark'],
  ['tombstone', 'remove'],
])('a change of the mode keeps the order of deletions, %s to %s', async (before, after) => {
  await using schema = await openSchema(inject('cratedb'));
  await load(schema, [SCHEMA, change('002:12', true)], { delete_mode: before });
  const late = [change('002:11'), change('002:13', false, 'b')];
  const { stderr } = await load(schema, [SCHEMA, ...late], { delete_mode: after });
  expect(stderr).toContain('stale=1');
  expect(await living(schema)).toEqual({ b: 13 });
});

test.each([
  ['a number', 7],
  ['other text', 'é'],
  ['long text', 'x'.repeat(501)],
  ['a list', ['1']],
])('what does not order makes a bad record: %s', async (_, order) => {
  await using schema = await openSchema(inject('cratedb'));
  const record = recordMessage('s', { id: 'a', _sdc_sequence: VERSION, _sdc_sequence_order: order });
  const { stderr, code } = await load(schema, [SCHEMA, record]);
  expect(code).toBe(1);
  expect(stderr).toContain('_sdc_sequence_order');
});

test('a column of another type is no order', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await schema.query(
    `CREATE TABLE "${schema.name}"."s" ("id" TEXT PRIMARY KEY, "_sdc_sequence_order" BIGINT, "_sdc_sequence" BIGINT)`,
  );
  const { stderr } = await load(schema, [SCHEMA, change('002:10')]);
  expect(stderr).toContain('TABLE_UNSUITABLE');
  expect(stderr).toContain('_sdc_sequence_order');
});
