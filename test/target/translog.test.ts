import { describe, expect, inject, test } from 'vitest';
import { withOverflow } from '../support/cratedb/read-row.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { type Random, seededRandom } from '../support/dynamodb/random.ts';
import { load, plain, rowsById } from './load.ts';
import { type InputLine, recordMessage, schemaMessage } from './messages.ts';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const ITEMS = 60;

/** CrateDB's translog holds columns and members by number, so that digits can be taken for one of them. */
const NAMES = ['2', '7', '12', '42', '60', '042', '_u_a', '_u_', '_u_42', '%342', 'a', 'b'];
const NESTED = { map: { 42: 'x', 7: null }, list: [{ 42: 'y' }, { 42: null }] };

const SCHEMA = schemaMessage('s', {
  id: 'integer',
  o: 'string',
  _sdc_sequence: 'integer',
  _sdc_deleted_at: 'string',
});

/** Loads into a table of many columns that nothing but the target refreshes; rows are found by their key in its translog. */
async function loadUnrefreshed(
  schema: TestSchema,
  lines: readonly InputLine[],
  settings: object = {},
): Promise<string> {
  const table = `"${schema.name}"."s"`;
  const columns = Array.from({ length: 50 }, (_, n) => `"c${n}" TEXT`).join(', ');
  await schema.query(`CREATE TABLE ${table} ("id" BIGINT PRIMARY KEY, "o" TEXT, "free" OBJECT(IGNORED), ${columns})
    CLUSTERED INTO 1 SHARDS WITH ("refresh_interval" = 0)`);
  // The first look for a row by its key makes CrateDB remember where its translog has each row from now on.
  await schema.query(`INSERT INTO ${table} ("id") VALUES (-1)`);
  await schema.query(`SELECT * FROM ${table} WHERE "id" = -1`);
  const outcome = await load(schema, lines, { ...settings, validate_records: false });
  expect(outcome.code, outcome.stderr).toBe(0);
  return outcome.stderr;
}

/** A row as the translog has it: found by its key, before a refresh. It is what a crash of CrateDB would leave. */
async function logged(schema: TestSchema, id: number): Promise<unknown> {
  const [row] = await schema.query(`SELECT _doc FROM "${schema.name}"."s" WHERE "id" = ${id}`);
  return plain(withOverflow(row?._doc as Record<string, unknown>));
}

function randomValue(random: Random, depth: number): unknown {
  if (depth === 0 || random.int(3) === 0) return random.pick([null, null, true, 1, 'x']);
  if (random.int(3) === 0) return Array.from({ length: random.int(3) }, () => randomValue(random, depth - 1));
  return Object.fromEntries(
    Array.from({ length: random.int(5) }, () => [random.pick(NAMES), randomValue(random, depth - 1)]),
  );
}

// A stand-in has no translog of this kind.
describe.runIf(inject('cratedbIsReal'))('what CrateDB would recover after a crash', () => {
  test(`is what was written, whatever the names (SEED=${seed})`, async () => {
    await using schema = await openSchema(inject('cratedb'));
    const random = seededRandom(seed);
    const items = Array.from({ length: ITEMS }, (_, id) => {
      const [m, l, o, free] = [3, 4, 2, 3].map((depth) => randomValue(random, depth));
      return { id, m: { a: m, 42: 'x' }, l: [l], o, free: { 7: free }, 42: 'column' };
    });
    await loadUnrefreshed(schema, [
      schemaMessage('s', { id: 'integer' }),
      ...items.map((item) => recordMessage('s', item)),
    ]);
    for (const item of items) {
      const row = (await logged(schema, item.id)) as object;
      expect(withoutNulls(row)).toEqual(withoutNulls(item));
    }
  });

  test('is the row that was marked as deleted again and again', async () => {
    await using schema = await openSchema(inject('cratedb'));
    const mark = (version: number): object =>
      recordMessage('s', { id: 1, _sdc_sequence: version, _sdc_deleted_at: '2026-01-02T03:04:05Z' });
    const record = { id: 1, o: NESTED, m: NESTED, _sdc_sequence: 10 };
    const lines = [SCHEMA, recordMessage('s', record), mark(11), mark(12), mark(13)];
    await loadUnrefreshed(schema, lines, { hard_delete: false, batch_size_rows: 1 });
    expect(await logged(schema, 1)).toMatchObject({ ...record, _sdc_sequence: 13 });
    expect((await rowsById(schema, 's'))['1']).toMatchObject({ o: NESTED, m: NESTED, _sdc_sequence: 13 });
  });

  test('also when it is written and marked in one batch, again and again', async () => {
    await using schema = await openSchema(inject('cratedb'));
    const lines = [11, 13, 15].flatMap((version) => [
      recordMessage('s', { id: 1, o: NESTED, _sdc_sequence: version }),
      recordMessage('s', { id: 1, _sdc_sequence: version + 1, _sdc_deleted_at: '2026-01-02T03:04:05Z' }),
      recordMessage('s', { id: version }),
    ]);
    await loadUnrefreshed(schema, [SCHEMA, ...lines], { hard_delete: false, batch_size_rows: 3 });
    expect((await rowsById(schema, 's'))['1']).toMatchObject({ o: NESTED, _sdc_sequence: 16 });
  });

  test('and the row whose table version is raised again and again', async () => {
    await using schema = await openSchema(inject('cratedb'));
    const record = (version: number, sequence: number): object =>
      recordMessage('s', { id: 1, o: NESTED, _sdc_sequence: sequence }, { version });
    const lines = [record(1, 9), record(2, 10), record(3, 5), record(4, 6), record(5, 7)];
    const stderr = await loadUnrefreshed(schema, [SCHEMA, ...lines], { batch_size_rows: 1 });
    expect(stderr).toContain('stale=3');
    expect((await rowsById(schema, 's'))['1']).toMatchObject({ o: NESTED, _sdc_table_version: 5 });
  });
});

/** At the top level NULL and a missing attribute are the same. */
function withoutNulls(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}
