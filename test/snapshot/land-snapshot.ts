import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { openSchema } from '../support/cratedb/schema.ts';
import type { Item } from '../support/dynamodb/item.ts';
import { orders } from '../support/dynamodb/orders.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { newItem, type Table } from '../support/dynamodb/table.ts';
import { type DynamoDbServer, startDynalite } from '../support/dynamodb-server/dynalite.ts';
import { createTable, putItems } from '../support/dynamodb-server/tables.ts';
import { peakResidentMb } from '../support/programs/resident-memory.ts';
import { BIN } from '../support/programs/run.ts';
import { snapshotUrl } from './tables.ts';

/** What landing a snapshot took. */
export interface Landing {
  /** Exit codes of tap and target. */
  readonly codes: readonly (number | null)[];
  /** Rows in CrateDB afterwards. */
  readonly rows: number;
  /** From the start of the programs to the end of both. */
  readonly seconds: number;
  readonly itemsPerSecond: number;
  /** The most resident memory of each program, in MB (1,000,000 bytes); 0 where it is not known. */
  readonly tapMb: number;
  readonly targetMb: number;
  readonly stderr: string;
}

/** The table of the snapshots. */
export const MANY = 'many-orders';

/** It has a numeric key. */
export const MANY_ORDERS: Table = {
  ...orders,
  name: MANY,
  keys: { id: (number) => ({ N: String(number) }) },
};

/** Makes a table with this many orders. */
async function fillTable({ client }: DynamoDbServer, items: number): Promise<void> {
  await createTable(client, MANY_ORDERS);
  for (const part of manyOrders(items, 1_000)) await putItems(client, MANY, part);
}

/** The orders of that table, in parts of this many. */
export function* manyOrders(items: number, part: number): Generator<Item[]> {
  const random = seededRandom(1);
  for (let from = 0; from < items; from += part) {
    const count = Math.min(part, items - from);
    yield Array.from({ length: count }, (_, index) => newItem(MANY_ORDERS, random, from + index));
  }
}

/** Takes the snapshot of a table of this many orders with the two real programs, `tap | target`, and measures it. */
export async function landSnapshot(items: number, crateUrl: string): Promise<Landing> {
  await using server = await startDynalite();
  await using schema = await openSchema(crateUrl);
  await fillTable(server, items);
  const began = performance.now();
  const run = await pipe(snapshotUrl(server.endpoint, MANY), schema.url);
  const seconds = (performance.now() - began) / 1000;
  await schema.query(`REFRESH TABLE "${schema.name}"."${MANY}"`);
  const [counted] = await schema.query(`SELECT count(*) AS n FROM "${schema.name}"."${MANY}"`);
  return { ...run, rows: Number(counted?.n), seconds, itemsPerSecond: Math.round(items / seconds) };
}

async function pipe(source: string, targetUrl: string) {
  const env = { PATH: process.env.PATH ?? '' };
  const tap = spawn(process.execPath, [BIN.tap, source], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const target = spawn(process.execPath, [BIN.target, targetUrl], {
    env,
    stdio: [tap.stdout, 'pipe', 'pipe'],
  });
  // The tap's output is the target's alone.
  tap.stdout.destroy();
  target.stdout?.resume();
  const peaks = { tapMb: 0, targetMb: 0 };
  const look = setInterval(() => {
    peaks.tapMb = Math.max(peaks.tapMb, peakResidentMb(tap.pid));
    peaks.targetMb = Math.max(peaks.targetMb, peakResidentMb(target.pid));
  }, 50);
  const errors = [tap.stderr, target.stderr].map((stream) => (stream === null ? '' : text(stream)));
  const ends = await Promise.all([once(tap, 'close'), once(target, 'close')]);
  clearInterval(look);
  const stderr = (await Promise.all(errors)).join('');
  return { codes: ends.map(([code]) => code as number | null), ...peaks, stderr };
}
