import type { ChildProcess } from 'node:child_process';
import { expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { openProcess } from '../support/programs/open-process.ts';
import { BIN } from '../support/programs/run.ts';
import { load, rowsById, statesIn } from './load.ts';
import { recordMessage, schemaMessage, stateMessage, stateOf, textOf } from './messages.ts';

const SCHEMA = schemaMessage('s', { id: 'integer' });
const OTHER = schemaMessage('t', { id: 'integer' });
const record = (stream: string, id: number): object => recordMessage(stream, { id });

test('of many states those between two intervals are left out, the last one never', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const lines = Array.from({ length: 50 }, (_, n) => [record('s', n), stateMessage(n)]).flat();
  const outcome = await load(schema, [SCHEMA, ...lines], {
    batch_size_rows: 1,
    state_interval_seconds: 3600,
  });
  expect(outcome.code, outcome.stderr).toBe(0);
  const states = statesIn(outcome);
  // Which state is the newest durable one when the first is printed depends on how many batches were under way.
  expect(states).toHaveLength(2);
  expect(states[1]).toEqual(stateOf(49));
});

test('with an interval of zero every state goes that becomes the newest durable one', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const lines = Array.from({ length: 20 }, (_, n) => [record('s', n), stateMessage(n)]).flat();
  const outcome = await load(schema, [SCHEMA, ...lines], { batch_size_rows: 1, state_interval_seconds: 0 });
  const printed = statesIn(outcome);
  expect(printed.length).toBeGreaterThan(5);
  expect(printed.at(-1)).toEqual(stateOf(19));
});

test('a state goes while the input pauses, once its batch has waited long enough', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await using target = openProcess(BIN.target, [schema.url], {
    TARGET_CRATEDB_BATCH_WAIT_LIMIT_SECONDS: '0.2',
    TARGET_CRATEDB_STATE_INTERVAL_SECONDS: '0',
  });
  target.write(textOf([SCHEMA, OTHER, record('s', 1), record('t', 1), stateMessage(1)]));
  await expect.poll(() => target.stdout(), { timeout: 20_000 }).toBe(`${JSON.stringify(stateOf(1))}\n`);
  expect(Object.keys(await rowsById(schema, 's'))).toEqual(['1']);
  expect(Object.keys(await rowsById(schema, 't'))).toEqual(['1']);
});

test('SIGTERM writes what has come, prints its state and ends with 0', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await using target = openProcess(BIN.target, [schema.url], {
    TARGET_CRATEDB_BATCH_WAIT_LIMIT_SECONDS: '600',
  });
  target.write(textOf([SCHEMA, record('s', 1), stateMessage(1), stateMessage(2), record('s', 2)]));
  await expect.poll(async () => await tableExists(), { timeout: 20_000 }).toBe(true);
  // A line that is read after those above shows that they are: its stream's table is made.
  target.write(textOf([OTHER]));
  await expect.poll(async () => await tableExists('t'), { timeout: 20_000 }).toBe(true);
  target.signal('SIGTERM');
  expect(await target.ended).toBe(0);
  expect(target.stdout().trimEnd().split('\n').at(-1)).toBe(JSON.stringify(stateOf(2)));
  expect(Object.keys(await rowsById(schema, 's'))).toEqual(['1', '2']);

  async function tableExists(table = 's'): Promise<boolean> {
    const sql = 'SELECT 1 FROM information_schema.tables WHERE table_schema = $1 AND table_name = $2';
    return (await schema.query(sql, [schema.name, table])).length > 0;
  }
});

test.each([1, 200_000])('a reader of states of %i characters that is gone ends the target', async (size) => {
  await using schema = await openSchema(inject('cratedb'));
  const state = { type: 'STATE', value: { bookmarks: { text: 'x'.repeat(size) } } };
  const outcome = await load(
    schema,
    [SCHEMA, record('s', 1), state, record('s', 2), state],
    {},
    {
      started: (child: ChildProcess) => child.stdout?.destroy(),
    },
  );
  expect(outcome.code).toBe(141);
  expect(outcome.stderr).toContain('STDOUT_CLOSED');
  expect(outcome.stderr).not.toContain(' ERROR ');
  expect(outcome.stderr).not.toMatch(/^\s+at /m);
});
