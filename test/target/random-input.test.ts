import { join } from 'node:path';
import { inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { type Random, seededRandom } from '../support/dynamodb/random.ts';
import type { Outcome } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { load, plain, statesIn } from './load.ts';
import { stateOf } from './messages.ts';
import { type InputMessage, randomInput } from './random/input.ts';
import { type ExpectedTable, expectedTables } from './random/oracle.ts';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const STEPS = 200;

test.concurrent.for([0, 1])(
  `random inputs end in the tables that an oracle computes (SEED=${seed}, %i)`,
  async (n, { expect }) => {
    await using schema = await openSchema(inject('cratedb'));
    using folder = temporaryFolder();
    const random = seededRandom(seed + n);
    const hardDelete = n % 2 === 0;
    const messages = storable(randomInput(random, STEPS));
    const settings = (): object => ({
      ...randomLimits(random),
      on_bad_record: 'dead_letter',
      dead_letter_path: join(folder.path, 'dead.jsonl'),
      hard_delete: hardDelete,
    });
    const outcomes: Outcome[] = [];
    for (const part of cut(messages, random.int(messages.length))) {
      const lines = part.map(({ line }) => line);
      const outcome = await load(schema, lines, { ...settings() });
      expect(outcome.code, outcome.stderr).toBe(0);
      expect(badIn(outcome)).toBe(part.filter(({ isBad }) => isBad).length);
      outcomes.push(outcome);
    }
    expect(outcomes.flatMap(statesIn).at(-1)).toEqual(stateOf(STEPS));
    for (const [table, expected] of expectedTables(messages, hardDelete))
      expect([table, ...rowsOf(await schema.rows(table))]).toEqual([table, ...expectedRows(expected)]);
  },
);

/** PostgreSQL, and so the stand-in, has no place for U+0000. */
function storable(messages: readonly InputMessage[]): readonly InputMessage[] {
  return inject('cratedbIsReal') ? messages : JSON.parse(JSON.stringify(messages).replaceAll('\\u0000', ''));
}

function randomLimits(random: Random): object {
  return {
    batch_size_rows: 3 + random.int(40),
    batch_size_bytes: 1024 * (1 + random.int(4)),
    max_waiting_bytes: 1024 * (1 + random.int(40)),
    state_interval_seconds: random.pick([0, 0.05, 60]),
  };
}

function badIn({ stderr }: Outcome): number {
  return Number(/ bad=(\d+) /.exec(stderr)?.[1]);
}

/** Two runs; the second one begins with the SCHEMAs that hold at the cut. */
function cut(messages: readonly InputMessage[], at: number): InputMessage[][] {
  const first = messages.slice(0, at);
  const schemas = new Map<string, InputMessage>();
  for (const message of first) if ('schema' in message.line) schemas.set(message.stream, message);
  return [first, [...schemas.values(), ...messages.slice(at)]];
}

function expectedRows({ rows, appended }: ExpectedTable): string[] {
  return rowsOf([...[...rows.values()].map(({ record }) => record), ...appended]);
}

/** Rows as sorted text: without NULLs and what the target adds. */
function rowsOf(rows: readonly Readonly<Record<string, unknown>>[]): string[] {
  const texts = rows.map((row) => {
    const members = Object.entries(plain(row) as object).flatMap(([name, value]) => {
      if (value === null || ['_sdc_row_id', '_sdc_table_version'].includes(name)) return [];
      return [[name, name === '_sdc_deleted_at' ? 'some time' : value] as const];
    });
    return JSON.stringify(sorted(Object.fromEntries(members)));
  });
  return texts.sort();
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}
