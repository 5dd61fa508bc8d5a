/** How a table is made; CrateDB's own defaults apply where nothing is said. */
export interface TableOptions {
  /** The table's name, when it is not the stream's. */
  readonly table?: string;
  /** The name of the view of its live rows, where deletions stay in the table. */
  readonly view?: string;
  readonly shards?: number;
  /** A number, or a range such as `0-1`. */
  readonly replicas?: string | number;
  /** Columns whose values divide the table into partitions; part of the key where there is one. */
  readonly partitioned_by?: readonly string[];
  /** The column that decides about a row's shard; part of the key where there is one. */
  readonly clustered_by?: string;
  readonly column_policy?: 'strict' | 'dynamic';
  /** Further parameters of CREATE TABLE … WITH, by name. */
  readonly with?: { readonly [parameter: string]: string | number | boolean };
}

/** The options of all tables: `*` is about every stream, a stream's own name adds to it and wins. */
export type TableOptionsByStream = { readonly [stream: string]: TableOptions };

/** The options of a stream's table. */
export function tableOptionsOf(stream: string, all: TableOptionsByStream): TableOptions {
  const common = Object.hasOwn(all, '*') ? all['*'] : {};
  const own = Object.hasOwn(all, stream) ? all[stream] : {};
  return { ...common, ...own, with: { ...common?.with, ...own?.with } };
}
