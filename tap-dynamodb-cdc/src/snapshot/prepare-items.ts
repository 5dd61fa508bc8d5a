import { ProgramError } from '@cdc-relay/singer';
import { InvalidChangeRecord } from '../change-record/invalid.ts';
import type { SdkItem } from '../dynamodb/port.ts';
import type { ReadyRecord } from '../emit/prepare.ts';
import type { Tables } from '../tables/tables.ts';
import { foundItem, type ScannedTable } from './found-item.ts';

/** Kinesis has no record of an item that was found. */
export const NOWHERE = { shardId: null, sequenceNumber: null };

/** Decodes items and learns them, all before the first is written: so a schema grows once. Throws ITEM_INVALID. */
export async function prepareItems(
  tables: Tables,
  table: ScannedTable,
  items: readonly SdkItem[],
): Promise<ReadyRecord[]> {
  const ready: ReadyRecord[] = [];
  try {
    for (const item of items) {
      const event = foundItem(item, table);
      if (event === undefined) continue;
      const stream = tables.find(table.name) ?? (await tables.register(event));
      ready.push({ stream, record: stream.record(event, NOWHERE), event });
    }
  } catch (error) {
    throw error instanceof InvalidChangeRecord ? itemInvalid(table.name, error) : error;
  }
  return ready;
}

function itemInvalid(table: string, cause: InvalidChangeRecord): ProgramError {
  return new ProgramError(
    'ITEM_INVALID',
    `An item of the table ${JSON.stringify(table)} cannot be read: ${cause.message}.`,
    { cause },
  );
}
