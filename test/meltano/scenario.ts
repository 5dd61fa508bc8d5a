import { expect } from 'vitest';
import { compareTable } from '../support/compare-table.ts';
import type { TestSchema } from '../support/cratedb/schema.ts';
import { type ChangeRecord, changeRecord } from '../support/dynamodb/change-record.ts';
import { localStack } from '../support/dynamodb/dialect.ts';
import { makeHistory } from '../support/dynamodb/history.ts';
import type { Item } from '../support/dynamodb/item.ts';
import { customers, orders } from '../support/dynamodb/orders.ts';
import { seededRandom } from '../support/dynamodb/random.ts';

/** Runs both plugins, with a log that a test can read. */
export const RUN = ['--log-format=json', 'run', 'tap-dynamodb-cdc', 'target-cratedb'];

/** Changes of a shop's two tables as LocalStack writes them, and what the tables hold in the end. */
export interface Shop {
  readonly records: readonly ChangeRecord[];
  readonly tables: ReadonlyMap<string, readonly Item[]>;
}

/** Makes a shop's changes, no two within a second, as LocalStack's clock cannot distinguish those. */
export function shop(seed: number, operations: number): Shop {
  const { changes, tables } = makeHistory({ seed, operations, tick: 1_000_000 });
  const random = seededRandom(seed);
  return { records: changes.map((change) => changeRecord(change, random, localStack)), tables };
}

/** Expects the rows of both tables to be the shop's items, value by value. */
export async function expectShop(schema: TestSchema, { tables }: Shop): Promise<void> {
  for (const { name, keys } of [orders, customers])
    expect(compareTable(tables.get(name) ?? [], await schema.rows(name), Object.keys(keys))).toEqual([]);
}
