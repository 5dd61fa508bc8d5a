import type { ColumnPath } from '../column/column-type.ts';

/** What CrateDB tells of a column in SHOW CREATE TABLE only. */
export interface ColumnDetails {
  /** Digits behind the point, of NUMERIC. */
  readonly scale?: number;
  readonly precision?: number;
  /** Text of any length fits: it is not indexed as a whole, nor stored by column. */
  readonly unlimited?: true;
}

/** A table's definition, as far as information_schema does not tell it. */
export interface Definition {
  /** The primary key; its columns may be members of an object. */
  readonly keys: readonly ColumnPath[];
  /** By the column's path as JSON. */
  readonly details: ReadonlyMap<string, ColumnDetails>;
}

/** A column begins its line, as in `   "name" TEXT NOT NULL,`; a line holds one column. */
const COLUMN = /^ +"((?:[^"]|"")*)" (.*)$/;
const KEY_COLUMN = /"((?:[^"]|"")*)"((?:\['(?:[^']|'')*'\])*)/g;

/** Reads what SHOW CREATE TABLE prints. */
export function readDefinition(ddl: string): Definition {
  const details = new Map<string, ColumnDetails>();
  const open: string[] = [];
  let keys: ColumnPath[] = [];
  for (const line of ddl.split('\n').slice(1)) {
    const text = line.trim();
    if (line.startsWith(')')) break;
    if (text.startsWith(')')) open.pop();
    if (text === 'columnstore = false') details.set(JSON.stringify(open), { unlimited: true });
    if (text.startsWith('PRIMARY KEY')) keys = keyColumns(text);
    const [, quoted = '', type = ''] = COLUMN.exec(line) ?? [];
    if (type === '') continue;
    const path = [...open, unquote(quoted, '"')];
    const found = detailsOf(type);
    if (found !== undefined) details.set(JSON.stringify(path), found);
    if (type.endsWith('(')) open.push(path.at(-1) ?? '');
  }
  return { keys, details };
}

function detailsOf(type: string): ColumnDetails | undefined {
  if (/INDEX USING FULLTEXT/.test(type)) return { unlimited: true };
  const numeric = /NUMERIC\((\d+)(?:, ?(\d+))?\)/.exec(type);
  return numeric === null ? undefined : { precision: Number(numeric[1]), scale: Number(numeric[2] ?? 0) };
}

function keyColumns(clause: string): ColumnPath[] {
  return [...clause.matchAll(KEY_COLUMN)].map(([, column = '', members = '']) => [
    unquote(column, '"'),
    ...[...members.matchAll(/\['((?:[^']|'')*)'\]/g)].map(([, member = '']) => unquote(member, "'")),
  ]);
}

function unquote(text: string, quote: string): string {
  return text.replaceAll(quote + quote, quote);
}
