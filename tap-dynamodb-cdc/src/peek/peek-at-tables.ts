import type { DynamoDb } from '../dynamodb/port.ts';
import type { ReadyRecord } from '../emit/prepare.ts';
import type { TapOptions } from '../settings/options.ts';
import { chooseTables } from '../snapshot/choose-tables.ts';
import { prepareItems } from '../snapshot/prepare-items.ts';
import type { Tables } from '../tables/tables.ts';

/** Items of a table that are read: enough to learn from, at a few read units. */
const ITEMS = 100;

/** What a peek at tables needs. */
export interface TablePeek {
  readonly dynamoDb: () => Promise<DynamoDb>;
  readonly tables: Tables;
  readonly options: TapOptions;
  readonly signal: AbortSignal;
}

/** Learns the tables that snapshots would be taken of from their first items; `see` gets each of these. */
export async function peekAtTables(
  { dynamoDb: open, tables, options, signal }: TablePeek,
  see: (record: ReadyRecord) => void,
): Promise<void> {
  const dynamoDb = await open();
  const wants = (table: string): boolean => tables.wants(table);
  for (const name of await chooseTables({ dynamoDb, options, wants }, signal)) {
    const description = await dynamoDb.describe(name, signal);
    if (description === undefined) continue;
    const one = { table: name, segment: 0, segments: 1, after: undefined, limit: ITEMS, consistent: false };
    const { items } = await dynamoDb.scan(one, signal);
    const { keys, exampleKey } = description;
    const scanned = { name, keys, exampleKey, version: 1, sequence: dynamoDb.time * 1000 };
    for (const ready of await prepareItems(tables, scanned, items)) see(ready);
  }
}
