import { expect, inject, test } from 'vitest';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { BIN, type Outcome, run } from '../support/programs/run.ts';

const OLD = '2026-01-02T03:04:05.678Z';
const NAMES = [
  'aws/cdc in eu-central-1 to doc',
  'aws/cdc in eu-central-1 to doc/orders',
  'AWS/cdc in eu-central-1 to doc',
];

/** A table of states as the target writes it, with a state per name. */
async function statesIn(schema: TestSchema, updated: string = OLD): Promise<void> {
  const table = `"${schema.name}"."_sdc_state"`;
  await schema.query(
    `CREATE TABLE ${table} ("state_id" TEXT NOT NULL, "state" TEXT, "updated_at" TIMESTAMP WITH TIME ZONE, PRIMARY KEY ("state_id"))`,
  );
  for (const [index, name] of NAMES.entries())
    await schema.query(`INSERT INTO ${table} VALUES ($1, $2, $3)`, [name, stateOf(index), updated]);
}

function stateOf(index: number): string {
  return `{"bookmarks":{"cdc":{"version":1,"shards":{"a":"${index}"},"times":{},"tables":{"t${index}":{}}}}}`;
}

async function namesIn(schema: TestSchema): Promise<unknown[]> {
  await schema.query(`REFRESH TABLE "${schema.name}"."_sdc_state"`);
  const rows = await schema.query(`SELECT state_id FROM "${schema.name}"."_sdc_state" ORDER BY 1`);
  return rows.map(({ state_id: id }) => id);
}

type Command = (schema: TestSchema, ...args: string[]) => Promise<Outcome>;

const PROGRAMS: [string, Command][] = [
  ['dynamodb-cdc-relay', (schema, ...args) => run(BIN.relay, ['state', ...args, schema.url])],
  [
    'target-cratedb',
    (schema, ...args) =>
      run(BIN.target, ['state', ...args, schema.url], { env: { TARGET_CRATEDB_STATE_TABLE: '_sdc_state' } }),
  ],
];

test.each(PROGRAMS)('%s state list, show and forget', { timeout: 90_000 }, async (_, state) => {
  await using schema = await openSchema(inject('cratedb'));
  await statesIn(schema);
  const listed = await state(schema, 'list', '--format', 'json');
  expect(listed.code, listed.stderr).toBe(0);
  expect(
    listed.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(
    [...NAMES]
      .sort()
      .map((name) => ({ state_id: name, updated_at: OLD, streams: `t${NAMES.indexOf(name)}` })),
  );
  const [first = ''] = NAMES;
  expect(await state(schema, 'show', first)).toMatchObject({ code: 0, stdout: `${stateOf(0)}\n` });
  const forgotten = await state(schema, 'forget', first);
  expect(forgotten).toMatchObject({ code: 0, stdout: `${stateOf(0)}\n` });
  expect(forgotten.stderr).not.toContain('within the last minute');
  expect(await namesIn(schema)).toEqual(NAMES.slice(1).sort());
});

test('nothing but the very name is forgotten, and without a name nothing is', {
  timeout: 90_000,
}, async () => {
  await using schema = await openSchema(inject('cratedb'));
  await statesIn(schema, new Date().toISOString());
  for (const name of ['%', `${NAMES[0]} `]) {
    const outcome = await PROGRAMS[0]?.[1](schema, 'forget', name);
    expect(outcome).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('STATE_UNKNOWN') });
    expect(outcome?.stderr).toContain(`are "${[...NAMES].sort()[0]}", `);
  }
  expect((await run(BIN.relay, ['state', 'forget'])).code).toBe(2);
  expect(await namesIn(schema)).toEqual([...NAMES].sort());
  const recent = await PROGRAMS[0]?.[1](schema, 'forget', NAMES[1] ?? '');
  expect(recent?.stderr).toContain('written within the last minute');
});

test('no table of states: none is listed; without its name it is an error', { timeout: 60_000 }, async () => {
  await using schema = await openSchema(inject('cratedb'));
  const listed = await run(BIN.relay, ['state', 'list', schema.url]);
  expect(listed.stdout).toContain('(0 rows)');
  const unnamed = await run(BIN.target, ['state', 'list', schema.url]);
  expect(unnamed).toMatchObject({ code: 1, stderr: expect.stringContaining('STATE_NOT_KEPT') });
});
