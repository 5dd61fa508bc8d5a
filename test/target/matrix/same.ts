import { plain } from '../load.ts';
import type { MatrixColumn } from './table.ts';

type Members = Readonly<Record<string, unknown>>;

/** True when what is read of a column and the overflow together is the value that was sent. */
export function isSame(sent: unknown, read: unknown, { sql }: Pick<MatrixColumn, 'sql'>): boolean {
  return equal(plain(sent ?? null), plain(read ?? null), sql);
}

function equal(sent: unknown, read: unknown, sql: string): boolean {
  if (Array.isArray(sent) || Array.isArray(read)) {
    if (!Array.isArray(sent) || !Array.isArray(read) || sent.length !== read.length) return false;
    return sent.every((element, index) => equal(element, read[index], sql));
  }
  if (isObject(sent) && isObject(read)) {
    const names = new Set([...Object.keys(sent), ...Object.keys(read)]);
    return [...names].every((name) => Object.hasOwn(read, name) && equal(sent[name], read[name], sql));
  }
  return Object.is(sent, read) || isOtherForm(sent, read, sql);
}

/** A TIMESTAMP is read as milliseconds; text in a NUMERIC as a number, when that is written in the same way. */
function isOtherForm(sent: unknown, read: unknown, sql: string): boolean {
  if (typeof sent !== 'string' || typeof read !== 'number') return false;
  if (sql.includes('TIMESTAMP') && /^\d{4}-/.test(sent)) return Date.parse(sent) === read;
  return sql.includes('NUMERIC') && /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(sent) && Number(sent) === read;
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
