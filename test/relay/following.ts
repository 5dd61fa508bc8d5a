import { expect, inject } from 'vitest';
import { compareTable } from '../support/compare-table.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import type { Difference } from '../support/dynamodb/diff-row.ts';
import type { OpenProcess } from '../support/programs/open-process.ts';
import { sourceOf } from '../tap/hostile-source.ts';
import { plainRecord } from '../tap/plain-records.ts';
import { childrenOf, ordersHistory, startRelay } from './relay-process.ts';

/** How long a test waits for something that comes without a notice. */
export const WAIT = { timeout: 30_000, interval: 100 };

/** The table whose row shows that changes come through: a history may leave none. */
const FIRST = 'first';

/** A relay at work on a Kinesis stream. */
export interface Following extends AsyncDisposable {
  readonly relay: OpenProcess;
  /** The URLs of both ends. */
  readonly source: string;
  readonly target: string;
  readonly programs: ReturnType<typeof childrenOf>;
  /** Puts the second half of the change records on the Kinesis stream. */
  putRest(): void;
  /** Between the table and what the whole history leaves. */
  differences(): Promise<Difference[]>;
}

/** Starts a relay over one record of another table and the first half of a history; the former is there. */
export async function following(
  seed: number,
  operations: number,
  env: Record<string, string> = {},
): Promise<Following> {
  const { records, tables } = ordersHistory(seed, operations);
  const half = operations / 2;
  const source = await sourceOf([plainRecord({ table: FIRST }), ...records.slice(0, half)]);
  const schema = await openSchema(inject('cratedb'));
  const relay = startRelay(source.url, schema.url, env);
  const rows = (table: string) => schema.rows(table).catch(() => []);
  const close = async (): Promise<void> => {
    // Killed, it would leave the two programs at work for a moment, on tables that are dropped here.
    relay.signal('SIGTERM');
    await relay.ended;
    for (const opened of [relay, schema, source]) await opened[Symbol.asyncDispose]();
  };
  try {
    await expect.poll(async () => (await rows(FIRST)).length, WAIT).toBe(1);
  } catch (error) {
    await close();
    throw new Error(`no row has come; the relay says:\n${relay.stderr()}`, { cause: error });
  }
  return {
    relay,
    source: source.url,
    target: schema.url,
    programs: childrenOf(relay.pid ?? 0),
    putRest: () => source.put(records.slice(half)),
    differences: async () =>
      compareTable(tables.get('orders') ?? [], await rows('orders'), ['customer_id', 'order_id']),
    [Symbol.asyncDispose]: close,
  };
}
