import { resolved } from '../catalogue/catalogue.ts';
import { DEFAULT_OPTIONS } from '../catalogue/options.ts';
import type { Table } from '../catalogue/table.ts';
import { CrateError, INTERNAL, unsupported } from '../errors/crate-error.ts';
import { qualifiedName } from '../grammar/names.ts';
import { childOf, childrenOf, type Node } from '../grammar/tree.ts';
import type { Column, NextOrdinal } from '../types/column-type.ts';
import { readColumn } from '../types/read-type.ts';
import { readOptions } from './properties.ts';
import { readPlacement, readPrimaryKey } from './read-placement.ts';

/** Reads CREATE TABLE into the table that it describes. What a table may not be is checked elsewhere. */
export function readTable(statement: Node): Table {
  const name = childOf(statement, 'TableName');
  if (name === undefined) throw unsupported(statement.text);
  const ordinals = counter();
  const columns = readColumns(statement, ordinals.next);
  const primaryKey = readPrimaryKey(statement);
  return {
    ...resolved(qualifiedName(name)),
    columns,
    primaryKey,
    ...readPlacement(statement, primaryKey),
    options: new Map([...DEFAULT_OPTIONS, ...readOptions(childOf(statement, 'WithGenericProperties'))]),
    lastOrdinal: ordinals.last(),
    isClosed: false,
  };
}

/** Returns ordinals after `last`, and which one was the last. */
export function counter(last = 0): { readonly next: NextOrdinal; last(): number } {
  let given = last;
  const next = () => {
    given += 1;
    return given;
  };
  return { next, last: () => given };
}

function readColumns(statement: Node, next: NextOrdinal): Map<string, Column> {
  const columns = new Map<string, Column>();
  for (const definition of childrenOf(statement, 'ColumnDefinition')) {
    const column = readColumn(definition, next);
    if (columns.has(column.name)) throw specifiedTwice(column.name);
    columns.set(column.name, column);
  }
  return columns;
}

/** CrateDB's refusal of a column that one statement names twice. */
export function specifiedTwice(name: string): CrateError {
  return new CrateError(INTERNAL, `column "${name}" specified more than once`);
}
