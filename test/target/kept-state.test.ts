import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { BIN, run, shell } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { load } from './load.ts';
import { recordMessage, schemaMessage, stateMessage, stateOf, textOf } from './messages.ts';

const lines = (n: number): object[] => [
  schemaMessage('s', { id: 'integer' }),
  recordMessage('s', { id: n }),
  stateMessage(n),
];

test('--state-file keeps the last state, and --print-state prints it', async () => {
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const file = join(folder.path, 'state.json');
  const printed = async (): Promise<unknown> =>
    JSON.parse((await run(BIN.target, [schema.url, '--print-state', '--state-file', file])).stdout);
  expect(await printed()).toEqual({});
  for (const n of [1, 2]) {
    const outcome = await run(BIN.target, [schema.url, '--state-file', file], { stdin: textOf(lines(n)) });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stdout).toBe(`${JSON.stringify(stateOf(n))}\n`);
    expect(readFileSync(file, 'utf8')).toBe(outcome.stdout);
    expect(await printed()).toEqual(stateOf(n));
  }
});

test('state_table keeps a state per state_id', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const printed = async (id: string): Promise<unknown> => {
    const env = { TARGET_CRATEDB_STATE_TABLE: `${schema.name}.states`, TARGET_CRATEDB_STATE_ID: id };
    return JSON.parse((await run(BIN.target, [schema.url, '--print-state'], { env })).stdout);
  };
  expect(await printed('one')).toEqual({});
  for (const [n, id] of [
    [1, 'one'],
    [2, 'one'],
    [3, "it's two"],
  ] as const)
    await load(schema, lines(n), { state_table: 'states', state_id: id });
  expect(await printed('one')).toEqual(stateOf(2));
  expect(await printed("it's two")).toEqual(stateOf(3));
});

test('where the state file is missing the table is asked', async () => {
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  await load(schema, lines(1), { state_table: 'states' });
  const args = [schema.url, '--print-state', '--state-file', join(folder.path, 'lost.json')];
  const outcome = await run(BIN.target, args, { env: { TARGET_CRATEDB_STATE_TABLE: 'states' } });
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(JSON.parse(outcome.stdout)).toEqual(stateOf(1));
});

test('a pipeline in a shell needs nothing else to go on where it ended', async () => {
  await using schema = await openSchema(inject('cratedb'));
  // Stands for a tap: it takes --state and begins after it.
  const tap = `node -e '
    const { readFileSync } = require("node:fs");
    const state = JSON.parse(readFileSync(process.argv[2], "utf8"));
    const n = (state.bookmarks?.s.n ?? 0) + 1;
    const line = (message) => console.log(JSON.stringify(message));
    line({ type: "SCHEMA", stream: "s", schema: { properties: { id: { type: "integer" } } }, key_properties: ["id"] });
    line({ type: "RECORD", stream: "s", record: { id: n } });
    line({ type: "STATE", value: { bookmarks: { s: { n } } } });
  ' tap`;
  const script = `${tap} <("$TARGET" "$URL" --print-state) | "$TARGET" "$URL"`;
  const env = { TARGET: BIN.target, URL: schema.url, TARGET_CRATEDB_STATE_TABLE: 'states' };
  for (const n of [1, 2, 3]) {
    const outcome = await shell(script, { env });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(JSON.parse(outcome.stdout)).toEqual(stateOf(n));
  }
  expect((await schema.rows('s')).map(({ id }) => Number(id)).sort()).toEqual([1, 2, 3]);
});

test('--print-state without a place to keep it says what to name', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const outcome = await run(BIN.target, [schema.url, '--print-state']);
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain('STATE_NOT_KEPT');
});

test('a state file that cannot be written ends the target', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const args = [schema.url, '--state-file', '/no/such/folder/state.json'];
  const outcome = await run(BIN.target, args, { stdin: textOf(lines(1)) });
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain('STATE_FILE_UNUSABLE');
});
