import { type Random, seededRandom } from '../../support/dynamodb/random.ts';

/** What happens to one row; a row is known by its number. */
export interface Operation {
  readonly kind: 'insert' | 'upsert' | 'delete';
  readonly row: number;
}

/** Operations on a table that already holds the rows 0 up to `existing`. No row is met twice. */
export interface Workload {
  readonly existing: number;
  readonly operations: readonly Operation[];
}

/** As many new rows. */
export function inserts(count: number): Workload {
  return { existing: 0, operations: several('insert', count, 0) };
}

/** An update of each of as many rows. */
export function upserts(count: number): Workload {
  return { existing: count, operations: several('upsert', count, 0) };
}

/** A deletion of each of as many rows. */
export function deletes(count: number): Workload {
  return { existing: count, operations: several('delete', count, 0) };
}

/** 60 % inserts, 30 % updates and 10 % deletions, mixed in the same way each time. */
export function mix(count: number): Workload {
  const updated = Math.round(count * 0.3);
  const deleted = Math.round(count * 0.1);
  const existing = updated + deleted;
  const operations = [
    ...several('upsert', updated, 0),
    ...several('delete', deleted, updated),
    ...several('insert', count - existing, existing),
  ];
  return { existing, operations: shuffled(operations, seededRandom(1)) };
}

/** How many rows the table holds afterwards. */
export function rowsAfter({ existing, operations }: Workload): number {
  const count = (kind: Operation['kind']): number => operations.filter((one) => one.kind === kind).length;
  return existing + count('insert') - count('delete');
}

function several(kind: Operation['kind'], count: number, from: number): Operation[] {
  return Array.from({ length: count }, (_, index) => ({ kind, row: from + index }));
}

function shuffled(operations: readonly Operation[], random: Random): Operation[] {
  const all = [...operations];
  for (let last = all.length - 1; last > 0; last -= 1) {
    const other = random.int(last + 1);
    [all[last], all[other]] = [all[other] as Operation, all[last] as Operation];
  }
  return all;
}
