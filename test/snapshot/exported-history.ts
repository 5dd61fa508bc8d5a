import { type Change, itemIdentity } from '../support/dynamodb/change.ts';
import { makeHistory } from '../support/dynamodb/history.ts';
import type { Item } from '../support/dynamodb/item.ts';
import type { Table } from '../support/dynamodb/table.ts';
import type { LastChange } from '../support/exports/export-files.ts';

/** The changes of one table, and what exports of it hold at two moments (milliseconds, whole seconds). */
interface ExportedHistory {
  /** In the order in which they happened, 50 ms apart. */
  readonly changes: readonly Change[];
  readonly fullAt: number;
  readonly until: number;
  /** The items at `fullAt`. */
  readonly items: readonly Item[];
  /** The last changes of items from `fullAt` to `until`; an item that came and went in between is in none. */
  readonly last: readonly LastChange[];
  /** The items in the end. */
  readonly result: readonly Item[];
}

const STEP = 50_000;
const OF_SECOND = 1_000_000 / STEP;

/** A random history of a table that ended a minute ago; `first` and `second` changes are in the exports. */
export function exportedHistory(
  seed: number,
  table: Table,
  [first, second, third]: [number, number, number],
) {
  const lengths = { first: whole(first), second: whole(second), third: whole(third) };
  const operations = lengths.first + lengths.second + lengths.third;
  const history = makeHistory({
    seed,
    operations,
    tables: [table],
    itemsPerTable: Math.ceil(operations / 3),
  });
  const began = (Math.floor(Date.now() / 1000) - 60 - operations / OF_SECOND) * 1_000_000;
  const changes = history.changes.map((change, index) => {
    // Not in whole milliseconds.
    return { ...change, at: began + index * STEP + ((index * 37) % 1_000) };
  });
  const before = changes.slice(0, lengths.first);
  const between = changes.slice(lengths.first, lengths.first + lengths.second);
  const atFull = after(new Map(), before);
  return {
    changes,
    fullAt: (began + lengths.first * STEP) / 1_000,
    until: (began + (lengths.first + lengths.second) * STEP) / 1_000,
    items: [...atFull.values()],
    last: lastOf(atFull, between),
    result: history.tables.get(table.name) ?? [],
  } satisfies ExportedHistory;
}

/** This many changes or some more: as many as whole seconds have. */
function whole(count: number): number {
  return Math.ceil(count / OF_SECOND) * OF_SECOND;
}

function after(items: ReadonlyMap<string, Item>, changes: readonly Change[]): Map<string, Item> {
  const next = new Map(items);
  for (const change of changes) {
    if (change.newImage === undefined) next.delete(itemIdentity(change));
    else next.set(itemIdentity(change), change.newImage);
  }
  return next;
}

function lastOf(before: ReadonlyMap<string, Item>, changes: readonly Change[]): LastChange[] {
  const last = new Map(changes.map((change) => [itemIdentity(change), change]));
  return [...last].flatMap(([id, { at, keys, newImage }]) => {
    const oldImage = before.get(id);
    if (newImage === undefined && oldImage === undefined) return [];
    return [{ at, keys, ...(newImage && { newImage }), ...(oldImage && { oldImage }) }];
  });
}
