import { checkMemberName } from '../catalogue/check-names.ts';
import { fieldLimit } from '../catalogue/options.ts';
import type { Table } from '../catalogue/table.ts';
import { type Column, type ColumnType, type ObjectType, plainColumn } from '../types/column-type.ts';
import type { Learn } from './coerce.ts';
import { Misfit } from './misfit.ts';

/** Collects the members that values bring to a table's dynamic objects. */
export interface Learner {
  readonly learn: Learn;
  /** The table with its new members, or undefined when there are none. */
  grown(): Table | undefined;
}

/** New members are there for the next value at once; their names and number are limited as in ALTER TABLE. */
export function learnerOf(table: Table): Learner {
  let { lastOrdinal } = table;
  const learn = (object: ObjectType, name: string, type: ColumnType): Column => {
    checkMemberName(name);
    if (lastOrdinal >= fieldLimit(table)) throw new Misfit('too many columns');
    lastOrdinal += 1;
    const column = plainColumn(name, type, lastOrdinal);
    object.members.set(name, column);
    return column;
  };
  return { learn, grown: () => (lastOrdinal === table.lastOrdinal ? undefined : { ...table, lastOrdinal }) };
}
