import { describe, expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { load, plain, rowsById } from './load.ts';
import { recordMessage, schemaMessage } from './messages.ts';

test('declared members of OBJECT(IGNORED) have their types, and so do elements of arrays', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const table = `"${schema.name}"."s"`;
  await schema.query(`CREATE TABLE ${table} ("id" BIGINT PRIMARY KEY, "o" OBJECT(IGNORED) AS ("a" BIGINT, "t" TEXT),
    "codes" ARRAY(VARCHAR(3)), "list" ARRAY(OBJECT(IGNORED) AS ("x" BIGINT)),
    "_sdc_overflow" OBJECT(IGNORED) AS ("price" BIGINT))`);
  const records = [
    { id: 1, o: { a: 2.5, t: true, more: [1, 'x'] }, codes: ['abc   '], list: [{ x: 1, y: 2 }] },
    { id: 2, o: { a: 2, t: 'text' }, codes: ['abc', null], list: [{ x: 1 }, { x: 2.5 }] },
  ];
  const lines = records.map((record) => recordMessage('s', record));
  const outcome = await load(schema, [schemaMessage('s', { id: 'integer' }), ...lines]);
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(outcome.stderr).toContain('overflowed=2');
  const rows = await rowsById(schema, 's');
  for (const { id, ...attributes } of records) expect(rows[id]).toEqual(attributes);
  const [shown] = await schema.query(`SELECT "o"['t'] AS t FROM ${table} WHERE "id" = 1`);
  expect(shown).toEqual({ t: 'true' });
});

test('a value that a declared member of the overflow column cannot hold is kept beside it', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const table = `"${schema.name}"."s"`;
  await schema.query(
    `CREATE TABLE ${table} ("id" BIGINT PRIMARY KEY, "price" BOOLEAN, "_sdc_overflow" OBJECT(IGNORED))`,
  );
  await schema.query(`ALTER TABLE ${table} ADD COLUMN "_sdc_overflow"['price'] BIGINT`);
  const lines = [2.5, 3].map((price, id) => recordMessage('s', { id, price }));
  const outcome = await load(schema, [schemaMessage('s', { id: 'integer' }), ...lines]);
  expect(outcome.code, outcome.stderr).toBe(0);
  await schema.query(`REFRESH TABLE ${table}`);
  const rows = await schema.query(`SELECT "_sdc_overflow" AS overflow FROM ${table} ORDER BY "id"`);
  expect(plain(rows)).toEqual([{ overflow: { '%70rice': 2.5 } }, { overflow: { price: 3 } }]);
});

describe.runIf(inject('cratedbIsReal'))('on CrateDB', () => {
  test('a key is read whatever its constraint is called and its columns are part of', async () => {
    await using schema = await openSchema(inject('cratedb'));
    const named = `CREATE TABLE "${schema.name}"."s" ("id" BIGINT, "v" TEXT, CONSTRAINT country_pk PRIMARY KEY ("id"))`;
    await schema.query(named);
    await schema.query(`CREATE TABLE "${schema.name}"."d" ("pk" OBJECT(STRICT) AS ("id" TEXT, "note" TEXT NOT NULL),
      "data" OBJECT(DYNAMIC), "aux" OBJECT(IGNORED), CONSTRAINT other_pk PRIMARY KEY ("pk"['id']))`);
    const lines = [
      schemaMessage('s', { id: 'integer', v: 'string' }),
      recordMessage('s', { id: 1, v: 'x' }),
      recordMessage('s', { id: 1, v: 'y' }),
    ];
    const outcome = await load(schema, lines);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(await rowsById(schema, 's')).toEqual({ 1: { v: 'y' } });
    const refused = await load(
      schema,
      [schemaMessage('d', { id: 'string' }, ['id']), recordMessage('d', { id: 'x' })],
      { record_layout: 'document' },
    );
    // The key is recognized: what remains is that the note may not be NULL.
    expect(refused.stderr).toMatch(/ROW_REFUSED: .*note/);
  });
});

test('times with microseconds are not counted as overflowed', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const at = '2026-01-02T03:04:05.123456Z';
  const typed = schemaMessage('s', {
    id: 'integer',
    at: { type: 'string', format: 'date-time' },
    v: 'string',
  });
  const outcome = await load(schema, [typed, recordMessage('s', { id: 1, at, v: 5 })], {
    validate_records: false,
  });
  expect(outcome.stderr).toContain('overflowed=0');
  expect(await rowsById(schema, 's')).toEqual({ 1: { at, v: 5 } });
});
