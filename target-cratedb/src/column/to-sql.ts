import { quoteIdentifier } from '../sql/quote.ts';
import type { ColumnType } from './column-type.ts';

const SCALARS = {
  text: 'TEXT',
  bigint: 'BIGINT',
  double: 'DOUBLE PRECISION',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMP WITH TIME ZONE',
  free: 'OBJECT(IGNORED)',
} as const;

/** A type as CrateDB's DDL writes it. */
export function typeToSql(type: ColumnType): string {
  switch (type.kind) {
    case 'numeric':
      return `NUMERIC(${type.precision}, ${type.scale})`;
    case 'array':
      return `ARRAY(${typeToSql(type.of)})`;
    case 'object':
      return objectToSql(type.members);
    case 'other':
      return type.name;
    default:
      return SCALARS[type.kind];
  }
}

function objectToSql(members: ReadonlyMap<string, ColumnType>): string {
  const columns = [...members].map(([name, type]) => `${quoteIdentifier(name)} ${typeToSql(type)}`);
  return columns.length === 0 ? 'OBJECT(DYNAMIC)' : `OBJECT(DYNAMIC) AS (${columns.join(', ')})`;
}
