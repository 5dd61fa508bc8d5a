import type { DynamoDb } from '../dynamodb/port.ts';
import type { Content } from '../emit/content.ts';
import type { ReadyRecord } from '../emit/prepare.ts';
import { chooseTables } from '../snapshot/choose-tables.ts';
import { prepareItems } from '../snapshot/prepare-items.ts';
import type { ResolvedSettings } from '../source-url/resolve.ts';

/** Items of a table that are looked at: enough to learn from, at a few read units. */
const ITEMS = 100;

/** What a look at tables needs. */
export interface TableLook {
  readonly dynamoDb: () => Promise<DynamoDb>;
  readonly content: Content;
  readonly settings: ResolvedSettings;
  readonly signal: AbortSignal;
}

/** Learns the tables that snapshots would be taken of from their first items; `see` gets each of these. */
export async function lookAtTables(
  { dynamoDb: open, content: { tables }, settings, signal }: TableLook,
  see: (record: ReadyRecord) => void,
): Promise<void> {
  const dynamoDb = await open();
  const wants = (table: string): boolean => tables.wants(table);
  for (const name of await chooseTables({ dynamoDb, settings, wants }, signal)) {
    const description = await dynamoDb.describe(name, signal);
    if (description === undefined) continue;
    const one = { table: name, segment: 0, segments: 1, after: undefined, limit: ITEMS, consistent: false };
    const { items } = await dynamoDb.scan(one, signal);
    const { keys, exampleKey } = description;
    const scanned = { name, keys, exampleKey, version: 1, sequence: dynamoDb.time * 1000 };
    for (const ready of await prepareItems(tables, scanned, items)) see(ready);
  }
}
