import type { Shard } from './model.ts';
import { type Page, pageOf, recordJson } from './page.ts';

/** How a page of GetRecords differs from the usual one. */
export interface PageEdit {
  /** At most this many records. */
  readonly limit?: number;
  /** No records, and the iterator stays where it was, although there may be some. */
  readonly empty?: true;
  /** All records of the page, then all of them once more. */
  readonly duplicate?: true;
  /** Newest first. */
  readonly reverse?: true;
  /** Records without PartitionKey. */
  readonly keyless?: true;
  /** No NextShardIterator key in the answer, not even null. */
  readonly withoutNext?: true;
}

/** The page that an edit makes of the usual one. */
export function editedPage(shard: Shard, from: number, limit: number, edit: PageEdit): Page {
  const page = pageOf(shard, from, edit.empty ? 0 : Math.min(limit, edit.limit ?? limit));
  const { duplicate, reverse, keyless = false } = edit;
  if (!duplicate && !reverse && !keyless) return page;
  const records = shard.records.slice(page.from, page.to);
  if (reverse) records.reverse();
  const parts = records.map((record) => recordJson(record, record.data, keyless));
  return { ...page, json: Buffer.from([...parts, ...(duplicate ? parts : [])].join(',')) };
}
