import { createHash } from 'node:crypto';
import type { Item } from './item.ts';
import { wireItem } from './wire-value.ts';

/** What happened to one item of a table, before it is written down as a change record. */
export interface Change {
  readonly tableName: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly keys: Item;
  readonly newImage?: Item;
  readonly oldImage?: Item;
  /** Microseconds since the epoch. */
  readonly at: number;
  /** Deleted by DynamoDB because its time to live was over. */
  readonly expired?: boolean;
}

/** Which item a change is about, as text: equal for changes of the same item only. */
export function itemIdentity({ tableName, keys }: Pick<Change, 'tableName' | 'keys'>): string {
  const parts = Object.entries(wireItem(keys, 'single')).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([tableName, parts]);
}

/** The partition key that DynamoDB puts a change under: 32 hex digits, the same for all changes of an item. */
export function partitionKeyOf(change: Change): string {
  return createHash('md5').update(itemIdentity(change)).digest('hex');
}
