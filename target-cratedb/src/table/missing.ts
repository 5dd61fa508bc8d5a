import type { ColumnPath, ColumnType } from '../column/column-type.ts';
import type { TableColumns } from '../column/table-columns.ts';
import type { Addition } from '../row/undeclared.ts';

/** What a table lacks of the wanted columns, nested members included. Differing types are left as they are. */
export function missingColumns(
  wanted: ReadonlyMap<string, ColumnType>,
  actual: ReadonlyMap<string, ColumnType>,
): Addition[] {
  return missingUnder(undefined, wanted, actual);
}

/** What of some additions the columns of a table still lack. */
export function stillMissing(additions: readonly Addition[], columns: TableColumns): Addition[] {
  return additions.flatMap((addition) => {
    const present = columns.typeAt(addition.path);
    return present === undefined ? [addition] : missingMembers(addition.path, addition.type, present);
  });
}

function missingUnder(
  parent: ColumnPath | undefined,
  wanted: ReadonlyMap<string, ColumnType>,
  actual: ReadonlyMap<string, ColumnType>,
): Addition[] {
  return [...wanted].flatMap(([name, type]) => {
    const path: ColumnPath = parent === undefined ? [name] : [...parent, name];
    const present = actual.get(name);
    return present === undefined ? [{ path, type }] : missingMembers(path, type, present);
  });
}

function missingMembers(path: ColumnPath, wanted: ColumnType, actual: ColumnType): Addition[] {
  if (wanted.kind === 'object' && actual.kind === 'object')
    return missingUnder(path, wanted.members, actual.members);
  if (wanted.kind === 'array' && actual.kind === 'array') return missingMembers(path, wanted.of, actual.of);
  return [];
}
