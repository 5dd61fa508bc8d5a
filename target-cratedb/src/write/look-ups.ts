import type { Key } from '../row/key.ts';
import type { KeyValue } from '../row/key-value.ts';

/** One look-up may answer this many rows, apart from those that are wanted: a few megabytes. */
const MAX_ROWS = 20_000;

/**
 * Divides keys among look-ups that ask for each column's values by themselves, and so find every combination of them:
 * keys that begin alike stay together, and none finds more rows than `most`, unless a single column does.
 */
export function inLookUps(keys: readonly Key[], most = MAX_ROWS): Key[][] {
  const lookUps: Key[][] = [];
  let columns: Set<KeyValue>[] = [];
  for (const key of keys.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const { values } = key;
    const sizes = columns.map((column, index) => column.size + (column.has(values[index] ?? '') ? 0 : 1));
    const last = lookUps.at(-1);
    if (last !== undefined && (values.length === 1 || product(sizes) <= most)) last.push(key);
    else {
      lookUps.push([key]);
      columns = values.map(() => new Set());
    }
    for (const [index, value] of values.entries()) columns[index]?.add(value);
  }
  return lookUps;
}

function product(factors: readonly number[]): number {
  return factors.reduce((result, factor) => result * factor, 1);
}
