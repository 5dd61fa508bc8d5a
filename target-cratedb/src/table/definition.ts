import type { ColumnDetails } from '../column/from-catalog.ts';

/** A column begins its line, as in `   "name" TEXT NOT NULL,`; a line holds one column. */
const COLUMN = /^ +"((?:[^"]|"")*)" (.*)$/;

/** The digits or characters of a type, or of an array's elements. */
const SIZED = /^(?:ARRAY\()*(NUMERIC|VARCHAR|CHARACTER|BIT)\((\d+)(?:, ?(\d+))?\)/;

/** Reads what SHOW CREATE TABLE prints of each column, as far as information_schema does not say it. */
export function readDetails(ddl: string): Map<string, ColumnDetails> {
  const details = new Map<string, ColumnDetails>();
  const open: string[] = [];
  /** The text column whose storage options follow, by its path as JSON. */
  let unindexed: string | undefined;
  for (const line of ddl.split('\n').slice(1)) {
    const text = line.trim();
    if (line.startsWith(')')) break;
    if (text.startsWith(')')) open.pop();
    const id = JSON.stringify(open);
    if (text === 'columnstore = false' && id === unindexed)
      details.set(id, { ...details.get(id), unlimited: true });
    const [, quoted = '', type = ''] = COLUMN.exec(line) ?? [];
    if (type === '') continue;
    const path = [...open, quoted.replaceAll('""', '"')];
    const found = detailsOf(type);
    if (found !== undefined) details.set(JSON.stringify(path), found);
    unindexed = /\bINDEX OFF\b/.test(type) ? JSON.stringify(path) : undefined;
    if (type.endsWith('(')) open.push(path.at(-1) ?? '');
  }
  return details;
}

function detailsOf(type: string): ColumnDetails | undefined {
  const [, name, size, scale] = SIZED.exec(type) ?? [];
  if (name === 'NUMERIC') return { precision: Number(size), scale: Number(scale ?? 0) };
  if (name !== undefined && type.startsWith('ARRAY(')) return { length: Number(size) };
  // What is indexed word by word has no limit as a whole.
  return /INDEX USING FULLTEXT/.test(type) ? { unlimited: true } : undefined;
}
