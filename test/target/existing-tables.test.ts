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

test('a column made without quotes, in lower case, is named with what to do', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const table = `"${schema.name}"."s"`;
  await schema.query(`CREATE TABLE ${table} (id BIGINT PRIMARY KEY, userId TEXT)`);
  const typed = schemaMessage('s', { id: 'integer', userId: 'string' });
  const lines = [
    typed,
    recordMessage('s', { id: 1, userId: 'x' }),
    recordMessage('s', { id: 2, userId: 'y' }),
  ];
  const first = await load(schema, lines);
  expect(first.code, first.stderr).toBe(0);
  const notices = first.stderr.match(/RENAME COLUMN "userid" TO "userId"/g);
  expect(notices).toHaveLength(1);
  expect(await rowsById(schema, 's')).toEqual({ 1: { userId: 'x' }, 2: { userId: 'y' } });
  const keyed = await load(schema, [schemaMessage('s', { ID: 'integer' }, ['ID'])]);
  expect(keyed.stderr).toMatch(/TABLE_KEY_DIFFERS[\s\S]*RENAME COLUMN "id" TO "ID"/);
});

describe.runIf(inject('cratedbIsReal'))('on CrateDB', () => {
  test('columns that the stream does not have get their DEFAULT, and keep what they hold', async () => {
    await using schema = await openSchema(inject('cratedb'));
    const table = `"${schema.name}"."s"`;
    await schema.query(`CREATE TABLE ${table} ("id" BIGINT PRIMARY KEY, "v" BIGINT, "_sdc_sequence" BIGINT,
      "created" TIMESTAMP DEFAULT now() NOT NULL, "origin" TEXT DEFAULT 'import', "state" TEXT DEFAULT 'new',
      "level" BIGINT DEFAULT 7 NOT NULL)`);
    const typed = schemaMessage('s', {
      id: 'integer',
      v: 'integer',
      _sdc_sequence: 'integer',
      state: 'string',
    });
    const write = (id: number, version: number, rest: object = {}): object =>
      recordMessage('s', { id, v: version, _sdc_sequence: version, ...rest });
    const first = [
      write(1, 1, { state: 'a' }),
      write(2, 1, { level: 3 }),
      write(3, 1),
      write(4, 1, { state: null }),
    ];
    const outcome = await load(schema, [typed, ...first]);
    expect(outcome.code, outcome.stderr).toBe(0);
    const created = async (): Promise<unknown> => {
      await schema.query(`REFRESH TABLE ${table}`);
      return await schema.query(`SELECT "created" FROM ${table} ORDER BY "id"`);
    };
    const before = await created();
    await schema.query(`UPDATE ${table} SET "origin" = 'mine' WHERE "id" = 1`);
    const again = await load(schema, [
      typed,
      write(1, 2),
      write(2, 2),
      write(3, 2),
      write(5, 2, { origin: 'stream' }),
    ]);
    expect(again.code, again.stderr).toBe(0);
    const rest = await load(schema, [typed, write(5, 3)]);
    expect(rest.code, rest.stderr).toBe(0);
    const rows = await rowsById(schema, 's');
    for (const row of Object.values(rows)) delete (row as { created?: unknown }).created;
    expect((await created()) as unknown[]).toHaveLength(5);
    expect(((await created()) as unknown[]).slice(0, 4)).toEqual((before as unknown[]).slice(0, 4));
    expect(rows).toEqual({
      // Attributes that vanish are NULL, whatever their DEFAULT; what the stream never had stays.
      1: { v: 2, _sdc_sequence: 2, level: 7 },
      2: { v: 2, _sdc_sequence: 2, level: 3 },
      3: { v: 2, _sdc_sequence: 2, level: 7 },
      4: { v: 1, _sdc_sequence: 1, origin: 'import', level: 7 },
      5: { v: 3, _sdc_sequence: 3, origin: 'stream', level: 7 },
    });
  });

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

test('times with microseconds, and what a text column shows as text, are not counted as overflowed', async () => {
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
  expect(await schema.query(`SELECT "v" FROM "${schema.name}"."s"`)).toEqual([{ v: '5' }]);
});
