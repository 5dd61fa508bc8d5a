import type { ColumnType } from '../column/column-type.ts';
import { quoteIdentifier } from './quote.ts';

const SCALARS = {
  bigint: 'BIGINT',
  double: 'DOUBLE PRECISION',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMP WITH TIME ZONE',
  real: 'REAL',
  free: 'OBJECT(IGNORED)',
} as const;

const INTEGERS = { 8: 'BYTE', 16: 'SMALLINT', 32: 'INTEGER' } as const;

/** A type as CrateDB's DDL writes it. */
export function typeToSql(type: ColumnType): string {
  switch (type.kind) {
    case 'text':
      return textToSql(type);
    case 'integer':
      return INTEGERS[type.bits];
    case 'numeric':
      return `NUMERIC(${type.precision}, ${type.scale})`;
    case 'array':
      return `ARRAY(${typeToSql(type.of)})`;
    case 'object':
      return objectToSql(type);
    case 'other':
      return type.name;
    default:
      return SCALARS[type.kind];
  }
}

function textToSql({ length, unlimited }: Extract<ColumnType, { kind: 'text' }>): string {
  if (unlimited) return 'TEXT INDEX OFF STORAGE WITH (columnstore = false)';
  return length === undefined ? 'TEXT' : `VARCHAR(${length})`;
}

function objectToSql({ members, strict }: Extract<ColumnType, { kind: 'object' }>): string {
  const columns = [...members].map(([name, type]) => `${quoteIdentifier(name)} ${typeToSql(type)}`);
  const object = strict ? 'OBJECT(STRICT)' : 'OBJECT(DYNAMIC)';
  return columns.length === 0 ? object : `${object} AS (${columns.join(', ')})`;
}
