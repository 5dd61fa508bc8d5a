import type { Table } from '../catalogue/table.ts';
import { nameParts } from '../grammar/names.ts';
import { childrenOf, find, findAll, is, type Node } from '../grammar/tree.ts';
import type { Column } from '../types/column-type.ts';

/** The number of a parameter, counted from 0 (`$1` is 0); undefined when the node is anything else. */
export function parameterIndex(node: Node): number | undefined {
  const digits = is(node, 'PositionalParameter') ? find(node, 'IntegerLiteral') : undefined;
  return digits && Number(digits.text) - 1;
}

/** The parameters that stand alone in the VALUES of an INSERT, and the columns that they go to. */
export function insertedParameters(insert: Node, columns: readonly Column[]): Map<number, Column> {
  const rows = findAll(insert, 'Values').map((row) => childrenOf(row, 'Expr'));
  return collect(rows.flatMap((row) => row.map((value, index) => [columns[index], value] as const)));
}

/** The parameters that are assigned as they are: `SET "a" = $1`. */
export function assignedParameters(statement: Node, table: Table): Map<number, Column> {
  const assignments = childrenOf(statement, 'Assignment').map(({ children: [target, , value] }) => {
    const name = target && is(target, 'ColumnReference') ? nameParts(target).at(-1) : undefined;
    return [table.columns.get(name ?? ''), value] as const;
  });
  return collect(assignments);
}

function collect(pairs: readonly (readonly [Column | undefined, Node | undefined])[]): Map<number, Column> {
  const parameters = new Map<number, Column>();
  for (const [column, value] of pairs) {
    const index = value && parameterIndex(value);
    if (column !== undefined && index !== undefined) parameters.set(index, column);
  }
  return parameters;
}
