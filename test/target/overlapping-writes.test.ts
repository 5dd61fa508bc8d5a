import { setTimeout as sleep } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import { crateServer } from '../support/cratedb/connection.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import { openProcess } from '../support/programs/open-process.ts';
import { BIN } from '../support/programs/run.ts';
import { startProxy } from '../support/proxy/tcp-proxy.ts';
import { rowsById } from './load.ts';
import { recordMessage, schemaMessage, stateMessage, textOf } from './messages.ts';

const SCHEMA = schemaMessage('s', { id: 'integer', note: 'string', _sdc_sequence: 'integer' });

/** A busy machine takes its time. */
const LONG = { timeout: 150_000 };

/** A batch each; the answers to this many statements with the note `first` never come. */
async function loadBatches(lines: readonly object[], stalled = 1) {
  const schema = await openSchema(inject('cratedb'));
  const proxy = await startProxy(crateServer(inject('cratedb')));
  for (let count = 0; count < stalled; count += 1) proxy.plan('stalled', /INSERT INTO [\s\S]*"note":"first"/);
  const target = openProcess(BIN.target, [`postgresql://crate@127.0.0.1:${proxy.port}/${schema.name}`], {
    TARGET_CRATEDB_BATCH_SIZE_ROWS: '1',
    TARGET_CRATEDB_STATE_INTERVAL_SECONDS: '0',
    TARGET_CRATEDB_STATEMENT_TIMEOUT_SECONDS: '600',
  });
  target.write(textOf([SCHEMA, ...lines]));
  return {
    states: () => target.stdout(),
    log: () => target.stderr(),
    notes: async () => {
      const rows = await rowsById(schema, 's').catch(() => ({}));
      return Object.entries(rows).map(([id, row]) => `${id} ${(row as { note: string }).note}`);
    },
    [Symbol.asyncDispose]: async () => {
      await target[Symbol.asyncDispose]();
      await proxy.close();
      await schema[Symbol.asyncDispose]();
    },
  };
}

const record = (id: number, note: string, sequence: number): object =>
  recordMessage('s', { id, note, _sdc_sequence: sequence });

test(
  'a batch with other keys is written meanwhile, but no state passes the one before it',
  LONG,
  async () => {
    await using load = await loadBatches([
      record(1, 'first', 1),
      stateMessage(1),
      record(2, 'second', 2),
      stateMessage(2),
    ]);
    await expect.poll(load.notes, { timeout: 100_000 }).toContain('2 second');
    expect(load.states()).toBe('');
  },
);

test('a batch with the same key waits', LONG, async () => {
  await using load = await loadBatches([record(1, 'first', 1), record(1, 'second', 2), stateMessage(2)]);
  await expect.poll(load.notes, { timeout: 100_000 }).toContain('1 first');
  await sleep(500);
  expect(await load.notes()).toEqual(['1 first']);
  expect(load.states()).toBe('');
});

test('a table waits for a free connection as long as it takes', LONG, async () => {
  const tables = ['t', 'u', 's', 'v', 'w', 'x'];
  const lines = tables.flatMap((stream) => [
    { ...SCHEMA, stream },
    recordMessage(stream, { id: 1, note: 'first', _sdc_sequence: 1 }),
  ]);
  await using load = await loadBatches(lines, 4);
  await expect.poll(load.notes, { timeout: 100_000 }).toContain('1 first');
  await sleep(11_000);
  expect(load.log()).not.toContain('retrying');
});
