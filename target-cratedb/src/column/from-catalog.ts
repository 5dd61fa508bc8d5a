import { arrayType, BIGINT, BOOLEAN, type ColumnType, DOUBLE, FREE, TEXT, TIMESTAMP } from './column-type.ts';

/** A row of information_schema.columns: nested members have rows of their own, after their parents. */
export interface CatalogColumn {
  /** CrateDB's name of the type: `bigint`, `text_array`, `object`, … */
  readonly data_type: string;
  readonly column_details: {
    readonly name: string;
    readonly path: readonly string[];
    readonly policy?: string;
  };
  readonly numeric_precision: number | null;
  readonly numeric_scale: number | null;
}

const SCALARS: { readonly [name: string]: ColumnType } = {
  text: TEXT,
  'character varying': TEXT,
  bigint: BIGINT,
  'double precision': DOUBLE,
  boolean: BOOLEAN,
  'timestamp with time zone': TIMESTAMP,
};

/** The top-level columns of a table, in their order, with all nested members in their types. */
export function columnsFromCatalog(rows: readonly CatalogColumn[]): Map<string, ColumnType> {
  const columns = new Map<string, ColumnType>();
  const byPath = new Map<string, Map<string, ColumnType>>();
  for (const row of rows) {
    const { name, path } = row.column_details;
    const members = new Map<string, ColumnType>();
    const siblings = path.length === 0 ? columns : byPath.get(JSON.stringify([name, ...path.slice(0, -1)]));
    siblings?.set(path.at(-1) ?? name, typeOf(row, members));
    byPath.set(JSON.stringify([name, ...path]), members);
  }
  return columns;
}

function typeOf(row: CatalogColumn, members: ReadonlyMap<string, ColumnType>): ColumnType {
  const [base = '', ...arrays] = row.data_type.split('_array');
  return arrays.reduce<ColumnType>((type) => arrayType(type), baseType(base, row, members));
}

function baseType(base: string, row: CatalogColumn, members: ReadonlyMap<string, ColumnType>): ColumnType {
  if (base === 'object') return row.column_details.policy === 'ignored' ? FREE : { kind: 'object', members };
  if (base === 'numeric' && row.numeric_precision !== null) {
    return { kind: 'numeric', precision: row.numeric_precision, scale: row.numeric_scale ?? 0 };
  }
  return SCALARS[base] ?? { kind: 'other', name: base };
}
