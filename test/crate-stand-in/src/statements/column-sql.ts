import { quoted } from '../rewrite/identifiers.ts';
import type { Column } from '../types/column-type.ts';
import { postgresName } from '../types/type-names.ts';

/** A top-level column as PostgreSQL's CREATE TABLE and ADD COLUMN have it. */
export function columnSql(column: Column): string {
  const notNull = column.nullable ? '' : ' NOT NULL';
  return `${quoted(column.name)} ${postgresName(column.type)}${notNull}${limit(column)}`;
}

/** What CrateDB does not take though PostgreSQL's type does. */
function limit({ name, type, indexed }: Column): string {
  if (type.kind !== 'scalar') return '';
  if (type.name === 'text' && indexed) return ` CHECK (octet_length(${quoted(name)}) <= 32766)`;
  const reserved = '(-9223372036854775808, 9223372036854775807)';
  return type.name === 'bigint' ? ` CHECK (${quoted(name)} NOT IN ${reserved})` : '';
}
