import { createHash } from 'node:crypto';

const MAX_LENGTH = 63;
const POSTGRES_COLUMNS: readonly string[] = ['ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid'];
const replaced = new Map<string, string>();

/**
 * The PostgreSQL identifier for a name of CrateDB, quoted. PostgreSQL knows no empty names, none over 63
 * bytes, and keeps some column names for itself: those become a hash that `originalName` turns back.
 */
export function quoted(name: string): string {
  return `"${fitting(name).replaceAll('"', '""')}"`;
}

/** The name that the client gave, for a name that PostgreSQL reports. */
export function originalName(name: string): string {
  return replaced.get(name) ?? name;
}

/** A text as an SQL literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `"schema"."table"`. */
export function quotedTable(table: { readonly schema: string; readonly name: string }): string {
  return `${quoted(table.schema)}.${quoted(table.name)}`;
}

function fitting(name: string): string {
  const bytes = Buffer.byteLength(name);
  if (bytes > 0 && bytes <= MAX_LENGTH && !POSTGRES_COLUMNS.includes(name)) return name;
  const hash = `~${createHash('sha256').update(name).digest('hex').slice(0, 40)}`;
  replaced.set(hash, name);
  return hash;
}
