import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { BIN, messages, run } from '../support/programs/run.ts';
import { hasPython, tool } from '../support/python/tool.ts';
import { plain } from '../target/load.ts';

/** What the target says of the streams of the Singer SDK's suite that no target can load. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  record_before_schema: /RECORD before its SCHEMA/,
  record_missing_key_property: /key property "id" is missing/,
  record_missing_required_property: /must have required property 'id'/,
};

describe.runIf(hasPython)("the Singer SDK's own streams for targets", () => {
  const folder = hasPython ? streamsFolder() : '';
  const names = hasPython ? streamNames(folder) : [];
  // PostgreSQL, and so the stand-in, holds no NUL in text.
  const held = names.filter((name) => inject('cratedbIsReal') || name !== 'encoded_string_data');
  const loaded = held.filter((name) => REFUSED[name] === undefined);

  test.each(loaded)('%s is loaded row by row', async (name) => {
    await using schema = await openSchema(inject('cratedb'));
    const input = readFileSync(join(folder, `${name}.singer`), 'utf8');
    const outcome = await run(BIN.target, [schema.url], { stdin: input });
    expect(outcome.code, outcome.stderr).toBe(0);
    await expectRows(schema, input);
    const states = messages(input, 'STATE').map(({ value }) => value);
    const last = outcome.stdout.trimEnd().split('\n').at(-1) ?? '';
    expect(last === '' ? undefined : JSON.parse(last)).toEqual(states.at(-1));
  });

  test.each(Object.entries(REFUSED))('%s is refused with its reason', async (name, reason) => {
    await using schema = await openSchema(inject('cratedb'));
    const input = readFileSync(join(folder, `${name}.singer`), 'utf8');
    const outcome = await run(BIN.target, [schema.url], { stdin: input });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(reason);
  });

  test('an upsert of three streams changes what it should, and nothing else', async () => {
    await using schema = await openSchema(inject('cratedb'));
    const inputs = ['user_location_data', 'user_location_upsert_data'].map((name) =>
      readFileSync(join(folder, `${name}.singer`), 'utf8'),
    );
    for (const input of inputs) expect((await run(BIN.target, [schema.url], { stdin: input })).code).toBe(0);
    await expectRows(schema, inputs.join('\n'));
  });
});

/** Expects the tables to hold what a plain reading of the messages says: the last record of each key. */
async function expectRows(schema: TestSchema, input: string): Promise<void> {
  const streams = new Map<string, Map<string, unknown>>();
  const keys = new Map(messages(input, 'SCHEMA').map((message) => [message.stream, message.key_properties]));
  for (const { stream, record } of messages(input, 'RECORD')) {
    const rows = streams.get(String(stream)) ?? new Map<string, unknown>();
    streams.set(String(stream), rows);
    const values = ((keys.get(stream) ?? []) as string[]).map(
      (key) => (record as Record<string, unknown>)[key],
    );
    rows.set(values.length === 0 ? String(rows.size) : JSON.stringify(values), record);
  }
  for (const [stream, rows] of streams) {
    // CrateDB takes no question mark in the name of a table.
    const actual = (await schema.rows(stream.replace('?', '%3F'))).map((row) => withoutOwn(plain(row)));
    expect(sorted(actual)).toEqual(sorted([...rows.values()]));
  }
}

/** A row without NULLs and what the target adds. */
function withoutOwn(row: unknown): unknown {
  const members = Object.entries(row as object).filter(
    ([name, value]) => value !== null && !name.startsWith('_sdc_'),
  );
  return Object.fromEntries(members);
}

function sorted(rows: readonly unknown[]): unknown[] {
  const text = (row: unknown): string => JSON.stringify(Object.entries(row as object).sort());
  return [...rows].sort((a, b) => (text(a) < text(b) ? -1 : 1));
}

function streamNames(folder: string): string[] {
  return readdirSync(folder).flatMap((file) => /^(.+)\.singer$/.exec(file)?.[1] ?? []);
}

/** Where the Singer SDK, which came with another tap, keeps the streams. */
function streamsFolder(): string {
  const lib = join(dirname(dirname(tool('tap-jsonl'))), 'lib');
  const python = readdirSync(lib).find((name) => name.startsWith('python')) ?? '';
  return join(lib, python, 'site-packages/singer_sdk/testing/target_test_streams');
}
