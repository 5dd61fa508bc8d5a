import type { ColumnDetails, Definition } from '../table/definition.ts';
import {
  arrayType,
  BIGINT,
  BOOLEAN,
  type ColumnType,
  DOUBLE,
  FREE,
  TEXT,
  TIMESTAMP,
  UNLIMITED_TEXT,
} from './column-type.ts';

/** A row of information_schema.columns: nested members have rows of their own, after their parents. */
export interface CatalogColumn {
  /** CrateDB's name of the type: `bigint`, `text_array`, `object`, … */
  readonly data_type: string;
  readonly column_details: {
    readonly name: string;
    readonly path: readonly string[];
    readonly policy?: string;
  };
  readonly character_maximum_length: number | null;
}

const SCALARS: { readonly [name: string]: ColumnType } = {
  'character varying': TEXT,
  bigint: BIGINT,
  'double precision': DOUBLE,
  real: { kind: 'real' },
  integer: { kind: 'integer', bits: 32 },
  smallint: { kind: 'integer', bits: 16 },
  byte: { kind: 'integer', bits: 8 },
  boolean: BOOLEAN,
  'timestamp with time zone': TIMESTAMP,
  // CrateDB keeps what the text says and drops the zone; values are sent in UTC.
  'timestamp without time zone': TIMESTAMP,
};

/** The top-level columns of a table, in their order, with all nested members in their types. */
export function columnsFromCatalog(
  rows: readonly CatalogColumn[],
  { details }: Definition,
): Map<string, ColumnType> {
  const columns = new Map<string, ColumnType>();
  const byPath = new Map<string, Map<string, ColumnType>>();
  for (const row of rows) {
    const { name, path } = row.column_details;
    const id = JSON.stringify([name, ...path]);
    const members = new Map<string, ColumnType>();
    const siblings = path.length === 0 ? columns : byPath.get(JSON.stringify([name, ...path.slice(0, -1)]));
    siblings?.set(path.at(-1) ?? name, typeOf(row, details.get(id) ?? {}, members));
    byPath.set(id, members);
  }
  return columns;
}

function typeOf(
  row: CatalogColumn,
  details: ColumnDetails,
  members: ReadonlyMap<string, ColumnType>,
): ColumnType {
  const [base = '', ...arrays] = row.data_type.split('_array');
  return arrays.reduce<ColumnType>((type) => arrayType(type), baseType(base, row, details, members));
}

function baseType(
  base: string,
  { column_details: { policy }, character_maximum_length: length }: CatalogColumn,
  { precision, scale, unlimited }: ColumnDetails,
  members: ReadonlyMap<string, ColumnType>,
): ColumnType {
  if (base === 'object') return policy === 'ignored' ? FREE : { kind: 'object', members };
  if (base === 'text') return unlimited ? UNLIMITED_TEXT : { kind: 'text', ...(length ? { length } : {}) };
  if (base === 'numeric' && precision !== undefined) {
    return { kind: 'numeric', precision, scale: scale ?? 0 };
  }
  return SCALARS[base] ?? { kind: 'other', name: base, ...(length ? { length } : {}) };
}
