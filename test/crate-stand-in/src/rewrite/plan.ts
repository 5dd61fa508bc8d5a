import type { Table } from '../catalogue/table.ts';
import type { Column } from '../types/column-type.ts';

/** The settings of a session, by name in lower case, as `SET` has set them. */
export type Settings = Map<string, string>;

/** A statement that PostgreSQL runs, mapped. */
export interface QueryPlan {
  readonly kind: 'query';
  readonly sql: string;
  /** The statement's first word, with which CrateDB's tag begins: SHOW 1, WITH 2. */
  readonly verb: string;
  /** The table that is written to. */
  readonly table: Table | undefined;
  /** Which parameters, counted from 0, go to a column as they are. */
  readonly parameters: ReadonlyMap<number, Column>;
  /** The parameter that holds the rows of an INSERT as objects, if there is one. */
  readonly rows: RowsParameter | undefined;
  /** Whether the condition is the full key: CrateDB then reports misses in a bulk as -3. */
  readonly isByKey: boolean;
}

/** A statement that the stand-in runs itself: no parameters, no rows, and a command tag at the end. */
export interface CommandPlan {
  readonly kind: 'command';
  run(settings: Settings): Promise<string>;
}

export type Plan = QueryPlan | CommandPlan;

/** The objects that an INSERT takes its rows from. */
export interface RowsParameter {
  /** Which parameter, counted from 0. */
  readonly index: number;
  readonly table: Table;
  /** Whether it is one object, `($n::OBJECT)`, or many, `UNNEST($n::ARRAY(OBJECT))`. */
  readonly isSingle: boolean;
  /** What becomes of the members: the n-th of these is the n-th element of the array that PostgreSQL gets. */
  readonly members: readonly RowMember[];
}

/** A member of each object and the column that it goes to. */
export interface RowMember {
  readonly key: string;
  readonly column: Column;
}

/** The plan of a query that only reads. */
export function readOnly(sql: string): QueryPlan {
  const verb = /^\w+/.exec(sql)?.[0].toUpperCase() ?? 'SELECT';
  return {
    kind: 'query',
    sql,
    verb,
    table: undefined,
    parameters: new Map(),
    rows: undefined,
    isByKey: false,
  };
}
