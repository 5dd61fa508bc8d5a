import type { Column } from '../types/column-type.ts';
import { objectWithin } from '../types/column-type.ts';
import { fieldName, type Table } from './table.ts';

/** A column, or a member of an object column by the names that lead to it: `"pk"['id']`. */
export type Path = readonly string[];

/** A path as CrateDB writes it: `pk['id']`. */
export function pathName([column = '', ...members]: Path): string {
  return fieldName(column, members);
}

/** The names of the columns and members that make the primary key. */
export function keyNames(table: Table): string[] {
  return table.primaryKey.map(pathName);
}

/** Whether a column is part of the primary key, or has a member that is. */
export function isKeyColumn(table: Table, name: string): boolean {
  return table.primaryKey.some(([column]) => column === name);
}

/** The definition of a column or member; undefined when there is none. */
export function columnAt(table: Table, path: Path): Column | undefined {
  const [name = '', ...members] = path;
  return members.reduce<Column | undefined>(
    (column, member) => column && objectWithin(column.type)?.members.get(member),
    table.columns.get(name),
  );
}

/** Key columns and members are never NULL, whether or not they are declared so. */
export function isNullable(table: Table, path: Path, column: Column): boolean {
  return column.nullable && !keyNames(table).includes(pathName(path));
}
