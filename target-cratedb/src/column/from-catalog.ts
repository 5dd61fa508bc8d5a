import { arrayType, BIGINT, BOOLEAN, type ColumnType, DOUBLE, TEXT, TIMESTAMP } from './column-type.ts';

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
  readonly is_generated: string;
  readonly is_nullable: string;
  /** The expression, as SQL. */
  readonly column_default: string | null;
  readonly ordinal_position: number;
}

/** What CrateDB says of a column in SHOW CREATE TABLE only. */
export interface ColumnDetails {
  /** Digits after the point, of NUMERIC. */
  readonly scale?: number;
  readonly precision?: number;
  /** Most characters of an array's elements. */
  readonly length?: number;
  /** Text of any length fits: it is not indexed as a whole, nor stored by column. */
  readonly unlimited?: true;
}

/** A column without NULL, or one with a DEFAULT: it is written only where the stream has it. */
export type OptionalColumn = 'required' | 'default';

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

/**
 * The top-level columns of a table, in their order, with all nested members in their types. Generated ones are left
 * out: CrateDB fills them itself. `details` are by the column's path as JSON.
 */
export function columnsFromCatalog(
  rows: readonly CatalogColumn[],
  details: ReadonlyMap<string, ColumnDetails> = new Map(),
): Map<string, ColumnType> {
  const columns = new Map<string, ColumnType>();
  const byPath = new Map<string, Map<string, ColumnType>>();
  for (const row of rows.filter(({ is_generated }) => is_generated !== 'ALWAYS')) {
    const { name, path } = row.column_details;
    const id = JSON.stringify([name, ...path]);
    const members = new Map<string, ColumnType>();
    const siblings = path.length === 0 ? columns : byPath.get(JSON.stringify([name, ...path.slice(0, -1)]));
    siblings?.set(path.at(-1) ?? name, typeOf(row, details.get(id) ?? {}, members));
    byPath.set(id, members);
  }
  return columns;
}

/**
 * Columns that are not simply NULL where a row lacks them: `required` ones may not be NULL, the others have a DEFAULT.
 */
export function optionalFromCatalog(rows: readonly CatalogColumn[]): Map<string, OptionalColumn> {
  const optional = new Map<string, OptionalColumn>();
  for (const { column_details: details, is_nullable, is_generated, column_default } of rows) {
    if (details.path.length > 0 || is_generated === 'ALWAYS') continue;
    if (is_nullable === 'NO') optional.set(details.name, 'required');
    else if (column_default !== null) optional.set(details.name, 'default');
  }
  return optional;
}

function typeOf(
  row: CatalogColumn,
  details: ColumnDetails,
  members: ReadonlyMap<string, ColumnType>,
): ColumnType {
  const [base = '', ...arrays] = row.data_type.split('_array');
  const type = baseType(base, row, details, members);
  const element: ColumnType = arrays.length > 0 && type.kind === 'free' ? { ...type, inArray: true } : type;
  return arrays.reduce<ColumnType>((of) => arrayType(of), element);
}

function baseType(
  base: string,
  { column_details: { policy }, character_maximum_length }: CatalogColumn,
  { precision, scale, unlimited, length: ofElements }: ColumnDetails,
  members: ReadonlyMap<string, ColumnType>,
): ColumnType {
  if (base === 'object') return { kind: policy === 'ignored' ? 'free' : 'object', members };
  const length = character_maximum_length ?? ofElements;
  const limit = length ? { length } : {};
  if (base === 'text') return { kind: 'text', ...limit, ...(unlimited ? { unlimited } : {}) };
  if (base === 'numeric' && precision !== undefined) {
    return { kind: 'numeric', precision, scale: scale ?? 0 };
  }
  return SCALARS[base] ?? { kind: 'other', name: base, ...limit };
}
