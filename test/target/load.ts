import { canonicalDecimal } from '@cdc-relay/singer';
import { isLosslessNumber } from 'lossless-json';
import { vi } from 'vitest';
import { program } from '../../target-cratedb/dist/program.js';
import { crateServer } from '../support/cratedb/connection.ts';
import type { TestSchema } from '../support/cratedb/schema.ts';
import { runInThisProcess } from '../support/programs/in-process.ts';
import { BIN, environment, type Outcome, type RunOptions, run } from '../support/programs/run.ts';
import { type InputLine, textOf } from './messages.ts';

// Making tables takes CrateDB a while, and other tests run beside these.
vi.setConfig({ testTimeout: 60_000 });

/**
 * Loads an input into a schema; settings have their names as in the configuration. It runs in this process, unless
 * the options need one of its own.
 */
export async function load(
  schema: TestSchema,
  lines: readonly InputLine[],
  settings: Readonly<Record<string, unknown>> = {},
  options: RunOptions = {},
): Promise<Outcome> {
  const variables = Object.entries({ ...addressOf(schema, settings), ...settings }).map(([name, value]) => [
    `TARGET_CRATEDB_${name.toUpperCase()}`,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const { env, stdin = textOf(lines), ...ofProcess } = options;
  const set = { ...Object.fromEntries(variables), ...env };
  if (Object.keys(ofProcess).length === 0)
    return await runInThisProcess(program, [], { stdin, env: environment(set) });
  return await run(BIN.target, [], { ...ofProcess, stdin, env: set });
}

/** Where a schema is, from the same source as the settings; these may name another way to it. */
function addressOf({ name, url }: TestSchema, settings: Readonly<Record<string, unknown>>): object {
  if (settings.host === undefined) return { url };
  return { user: crateServer(url).user, default_target_schema: name };
}

/** The states that a target printed. */
export function statesIn({ stdout }: Outcome): unknown[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}

/** The rows of a table by their `id`, as plain JSON; without NULLs, and without the ids that the target makes. */
export async function rowsById(schema: TestSchema, table: string): Promise<Record<string, unknown>> {
  const rows = (await schema.rows(table)).map((row) => plain(row) as Record<string, unknown>);
  return Object.fromEntries(
    rows.map(({ id, _sdc_row_id, ...row }) => [
      String(id),
      Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)),
    ]),
  );
}

/** Numbers that a double cannot hold become text. */
export function plain(value: unknown): unknown {
  if (isLosslessNumber(value)) {
    const text = canonicalDecimal(value.toString()) ?? '';
    return canonicalDecimal(String(Number(text))) === text ? Number(text) : text;
  }
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}
