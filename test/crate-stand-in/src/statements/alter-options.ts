import { DEFAULT_OPTIONS } from '../catalogue/options.ts';
import type { Table } from '../catalogue/table.ts';
import { nameOf } from '../grammar/names.ts';
import { childrenOf, hasKeyword, type Node } from '../grammar/tree.ts';
import type { Change } from './alter.ts';
import { readOptions } from './properties.ts';

/** ALTER TABLE … SET (option = value) and RESET (option). */
export function alterOptions(statement: Node, table: Table): Change {
  const options = hasKeyword(statement, 'RESET')
    ? reset(statement, table)
    : [...table.options, ...readOptions(statement)];
  return { table: { ...table, options: new Map(options) }, sql: '' };
}

/** ALTER TABLE … OPEN and CLOSE. */
export function openOrClose(statement: Node, table: Table): Change {
  return { table: { ...table, isClosed: hasKeyword(statement, 'CLOSE') }, sql: '' };
}

function reset(statement: Node, { options }: Table): (readonly [string, string])[] {
  const names = childrenOf(statement, 'Ident').map(nameOf);
  const kept = [...options].filter(([name]) => !names.includes(name));
  return [...DEFAULT_OPTIONS, ...kept];
}
