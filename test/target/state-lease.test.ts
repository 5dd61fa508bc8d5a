import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, test, vi } from 'vitest';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { type OpenProcess, openProcess } from '../support/programs/open-process.ts';
import { BIN, type Outcome, run } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { load, rowsById } from './load.ts';
import { recordMessage, schemaMessage, stateMessage, stateOf, textOf } from './messages.ts';

const UNTIL = { timeout: 50_000 };
/** Long enough that each renewal comes in time on a busy machine. */
const LEASE_SECONDS = 4;
const NO_WAIT = { LEASE_WAIT_SECONDS: '0' };

const linesOf = (n: number): string =>
  textOf([
    schemaMessage('s', { id: 'string', _sdc_sequence: 'integer' }),
    recordMessage('s', { id: `${n}`, _sdc_sequence: n }),
    stateMessage(n),
  ]);

/** A place where states are kept, as tests see it. */
interface Place extends AsyncDisposable {
  readonly schema: TestSchema;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What the error calls it. */
  readonly name: string;
  kept(): Promise<unknown>;
  /** How many leases there are. */
  leases(): Promise<number>;
  /** Makes the lease that of a process of another machine. */
  moveElsewhere(): Promise<void>;
}

async function inTable(): Promise<Place> {
  const schema = await openSchema(inject('cratedb'));
  const rows = async (sql: string): Promise<Record<string, unknown>[]> => {
    await schema.query(`REFRESH TABLE "${schema.name}"."_sdc_leases"`);
    return await schema.query(sql);
  };
  return {
    schema,
    args: [schema.url],
    env: { TARGET_CRATEDB_STATE_TABLE: 'states', TARGET_CRATEDB_STATE_ID: 'one' },
    name: 'the state "one" of the table states',
    kept: async () => {
      await schema.query(`REFRESH TABLE "${schema.name}"."states"`);
      const [row] = await schema.query(`SELECT "state" FROM "${schema.name}"."states"`);
      return JSON.parse(String(row?.state));
    },
    leases: async () => (await rows(`SELECT "holder" FROM "${schema.name}"."_sdc_leases"`)).length,
    moveElsewhere: async () =>
      void (await rows(`UPDATE "${schema.name}"."_sdc_leases" SET "place" = 'elsewhere'`)),
    [Symbol.asyncDispose]: () => schema[Symbol.asyncDispose](),
  };
}

async function inFile(): Promise<Place> {
  const schema = await openSchema(inject('cratedb'));
  const folder = temporaryFolder();
  const file = join(folder.path, 'state.json');
  const lock = `${file}.lock`;
  return {
    schema,
    args: [schema.url, '--state-file', file],
    env: {},
    name: `the state file ${file}`,
    kept: async () => JSON.parse(readFileSync(file, 'utf8')),
    leases: async () => readdirSync(folder.path).filter((name) => name !== 'state.json').length,
    moveElsewhere: async () =>
      writeFileSync(lock, JSON.stringify({ ...JSON.parse(readFileSync(lock, 'utf8')), place: 'elsewhere' })),
    [Symbol.asyncDispose]: async () => {
      folder[Symbol.dispose]();
      await schema[Symbol.asyncDispose]();
    },
  };
}

function environment(place: Place, settings: Readonly<Record<string, string>>): Record<string, string> {
  const all = {
    DELETE_MODE: 'mark',
    STATE_INTERVAL_SECONDS: '0',
    BATCH_WAIT_LIMIT_SECONDS: '0.05',
    ...settings,
  };
  const named = Object.entries(all).map(([name, value]) => [`TARGET_CRATEDB_${name}`, value]);
  return { ...Object.fromEntries(named), ...place.env };
}

/** A run that has kept the state 1, and goes on. */
async function firstRun(place: Place, settings: Readonly<Record<string, string>> = {}): Promise<OpenProcess> {
  const first = openProcess(BIN.target, place.args, environment(place, settings));
  first.write(linesOf(1));
  await vi.waitFor(() => expect(first.stdout(), first.stderr()).not.toBe(''), UNTIL);
  return first;
}

/** A run over the lines of 2. */
async function secondRun(
  place: Place,
  settings: Readonly<Record<string, string>> = {},
  stdin = linesOf(2),
): Promise<Outcome> {
  return await run(BIN.target, place.args, { env: environment(place, settings), stdin });
}

describe.each([
  ['in a table', inTable],
  ['in a file', inFile],
] as const)('one run at a time keeps a state %s', { timeout: 60_000 }, (_, open) => {
  test('the second ends with an error that names the first, also without input, and changes nothing', async () => {
    await using place = await open();
    await using first = await firstRun(place);
    for (const stdin of [linesOf(2), '']) {
      const { code, stderr } = await secondRun(place, NO_WAIT, stdin);
      expect(code, stderr).toBe(1);
      expect(stderr).toContain(
        `STATE_IN_USE: Another run keeps ${place.name}: process ${first.pid} on ${hostname()}, since 20`,
      );
    }
    expect(await place.kept()).toEqual(stateOf(1));
    expect(Object.keys(await rowsById(place.schema, 's'))).toEqual(['1']);
    first.end();
    expect(await first.ended, first.stderr()).toBe(0);
    expect(await place.leases()).toBe(0);
  });

  test('the second waits for the end of the first, and says so', async () => {
    await using place = await open();
    await using first = await firstRun(place);
    await using second = openProcess(BIN.target, place.args, environment(place, {}));
    second.write(linesOf(2));
    second.end();
    const waits = `waiting: process ${first.pid} on ${hostname()} has kept ${place.name} since 20`;
    await vi.waitFor(() => expect(second.stderr()).toContain(waits), UNTIL);
    first.end();
    expect(await second.ended, second.stderr()).toBe(0);
    expect(await place.kept()).toEqual(stateOf(2));
  });

  test('the state of a run that was killed on this machine is free at once', async () => {
    await using place = await open();
    await using killed = await firstRun(place, { LEASE_SECONDS: '3600' });
    killed.signal('SIGKILL');
    await killed.ended;
    expect(await place.leases()).toBe(1);
    const { code, stderr } = await secondRun(place, NO_WAIT);
    expect(code, stderr).toBe(0);
    expect(await place.kept()).toEqual(stateOf(2));
  });

  test('that of one of another machine is free when it is not renewed any more', async () => {
    await using place = await open();
    await using killed = await firstRun(place, { LEASE_SECONDS: '1' });
    killed.signal('SIGKILL');
    await killed.ended;
    await place.moveElsewhere();
    expect((await secondRun(place, NO_WAIT)).stderr).toContain('STATE_IN_USE');
    const { code, stderr } = await secondRun(place);
    expect(code, stderr).toBe(0);
  });

  test('a run that was stopped puts no older state over that of its successor', async () => {
    await using place = await open();
    const settings = { LEASE_SECONDS: String(LEASE_SECONDS) };
    await using stopped = await firstRun(place, settings);
    stopped.signal('SIGSTOP');
    const next = await secondRun(place, settings);
    expect(next.code, next.stderr).toBe(0);
    stopped.write(linesOf(3));
    stopped.signal('SIGCONT');
    expect(await stopped.ended).toBe(1);
    expect(stopped.stderr()).toContain('STATE_LEASE_LOST');
    expect(await place.kept()).toEqual(stateOf(2));
  });
});

test('runs with states of their own write a table side by side', async () => {
  await using place = await inTable();
  await using first = await firstRun(place);
  for (const state of [{ state_id: 'two' }, { state_table: 'others', state_id: 'one' }]) {
    const settings = { delete_mode: 'mark', state_table: 'states', lease_wait_seconds: 0, ...state };
    const { code, stderr } = await load(place.schema, [], settings, { stdin: linesOf(2) });
    expect(code, stderr).toBe(0);
  }
  first.end();
  expect(await first.ended, first.stderr()).toBe(0);
  expect(Object.keys(await rowsById(place.schema, 's')).sort()).toEqual(['1', '2']);
});
