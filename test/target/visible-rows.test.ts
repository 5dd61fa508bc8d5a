import { expect, inject, test } from 'vitest';
import { crateServer } from '../support/cratedb/connection.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { openProcess } from '../support/programs/open-process.ts';
import { BIN, run } from '../support/programs/run.ts';
import { startProxy } from '../support/proxy/tcp-proxy.ts';
import { load } from './load.ts';
import { recordMessage, schemaMessage, stateMessage, textOf } from './messages.ts';

const ROWS = 50;
const SCHEMA = schemaMessage('s', { id: 'integer' });
const RECORDS = Array.from({ length: ROWS }, (_, id) => recordMessage('s', { id }));

/** CrateDB shows nothing by itself. */
const NEVER = { table_options: { '*': { with: { refresh_interval: 0 } } } };

/** What any other client sees: nothing is refreshed for it. */
async function count(schema: TestSchema): Promise<number> {
  const rows = await schema.query(`SELECT count(*) AS n FROM "${schema.name}"."s"`);
  return Number(rows[0]?.n);
}

test.each(['upsert', 'append-only', 'overwrite'])(
  'the rows of a run are visible when it ends (%s)',
  async (method) => {
    await using schema = await openSchema(inject('cratedb'));
    for (let runs = 1; runs < 3; runs += 1) {
      const outcome = await load(schema, [SCHEMA, ...RECORDS], { ...NEVER, load_method: method });
      expect(outcome.code, outcome.stderr).toBe(0);
      expect(await count(schema)).toBe(method === 'append-only' ? runs * ROWS : ROWS);
    }
  },
);

test('the rows before a fault are visible when it ends the run', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const outcome = await load(schema, [SCHEMA, ...RECORDS, 'no message'], NEVER);
  expect(outcome.code).toBe(1);
  expect(await count(schema)).toBe(ROWS);
});

test('rows are visible when the input pauses', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await load(schema, [SCHEMA], NEVER);
  await using target = openProcess(BIN.target, [schema.url], { TARGET_CRATEDB_BATCH_SIZE_ROWS: '10' });
  target.write(textOf([SCHEMA, ...RECORDS, stateMessage(1)]));
  await expect.poll(() => count(schema), { timeout: 20_000 }).toBe(ROWS);
  target.end();
  expect(await target.ended, target.stderr()).toBe(0);
});

test('a pause whose rows could not be made visible does not keep the target from ending', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await using proxy = await startProxy(crateServer(schema.url));
  await load(schema, [SCHEMA], NEVER);
  const url = `postgresql://crate@127.0.0.1:${proxy.port}/${schema.name}`;
  await using target = openProcess(BIN.target, [url], { TARGET_CRATEDB_BATCH_SIZE_ROWS: '10' });
  const tries = 4;
  for (let n = 0; n < tries; n += 1) proxy.plan('unsent', /REFRESH TABLE .*"s"/);
  target.write(textOf([SCHEMA, ...RECORDS, stateMessage(1)]));
  await expect.poll(() => proxy.planned, { timeout: 20_000 }).toBeLessThan(tries);
  target.end();
  expect(await target.ended, target.stderr()).toBe(0);
  expect(await count(schema)).toBe(ROWS);
});

test('shell shows rows that nothing has refreshed', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await load(schema, [SCHEMA], NEVER);
  const table = `"${schema.name}"."s"`;
  await schema.query(`INSERT INTO ${table} ("id") SELECT g FROM generate_series(1, ${ROWS}) AS t(g)`);
  const shell = async (command: string): Promise<string> => {
    const env = { TARGET_CRATEDB_URL: schema.url };
    return (await run(BIN.target, ['shell', '--format', 'csv', '--command', command], { env })).stdout;
  };
  expect(await shell(`SELECT count(*) AS n FROM ${schema.name}.s`)).toBe(`n\n${ROWS}\n`);
  await schema.query(`DELETE FROM ${table} WHERE "id" = 1`);
  expect(await shell(`SELECT count(*) AS n FROM ${table} AS t WHERE "id" > 0`)).toBe(`n\n${ROWS - 1}\n`);
  if (!inject('cratedbIsReal')) return;
  const view = `"${schema.name}"."v"`;
  await schema.query(`CREATE VIEW ${view} AS SELECT "id" FROM ${table}`);
  await schema.query(`DELETE FROM ${table} WHERE "id" = 2`);
  const through = await shell(`SELECT count(*) AS n FROM ${view}`);
  await schema.query(`DROP VIEW ${view}`);
  expect(through).toBe(`n\n${ROWS - 2}\n`);
});

test.runIf(inject('cratedbIsReal'))('under load not every batch is refreshed', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const outcome = await load(schema, [SCHEMA, ...RECORDS], { batch_size_rows: 1 });
  expect(outcome.stderr).toContain(`batches=${ROWS}`);
  const log = `SELECT count(*) AS n FROM sys.jobs_log WHERE stmt LIKE 'REFRESH TABLE "${schema.name}"."s"%'`;
  expect(Number((await schema.query(log))[0]?.n)).toBe(1);
});
