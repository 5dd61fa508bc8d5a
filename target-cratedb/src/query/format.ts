import {
  type JsonObject,
  type JsonValue,
  parseDecimal,
  parseJson,
  setMember,
  stringifyJson,
} from '@cdc-relay/singer';
import type { Result } from '../connection/result.ts';

/** How the shell shows an answer. */
export type ShellFormat = 'table' | 'json' | 'csv';

/** The lines that show an answer. */
export function formatResult(result: Result, format: ShellFormat): string[] {
  if (result.columns.length === 0) return [result.done];
  if (format === 'json') return jsonLines(result);
  return format === 'csv' ? csvLines(result) : tableLines(result);
}

/** Columns under their names, as wide as their values; line breaks and control characters are escaped. */
function tableLines({ columns, rows }: Result): string[] {
  const names = columns.map(({ name }) => name);
  const cells = [names, ...rows.map((row) => row.map((value) => value ?? 'NULL'))].map((row) =>
    row.map(oneLine),
  );
  const widths = names.map((_, index) => Math.max(...cells.map((row) => (row[index] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join(' | ')
      .trimEnd();
  const [header = [], ...body] = cells.map(line);
  const rule = widths.map((width) => '-'.repeat(width)).join('-+-');
  return [String(header), rule, ...body.map(String), `(${rows.length} row${rows.length === 1 ? '' : 's'})`];
}

function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal must not get
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) => JSON.stringify(character).slice(1, -1));
}

/** RFC 4180; NULL is an empty field, an empty text is quoted. */
function csvLines({ columns, rows }: Result): string[] {
  const field = (value: string | null): string => {
    if (value === null) return '';
    return value === '' || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  };
  return [columns.map(({ name }) => field(name)), ...rows.map((row) => row.map(field))].map((row) =>
    row.join(','),
  );
}

/** One JSON object a line. Numbers keep every digit. */
function jsonLines({ columns, rows }: Result): string[] {
  return rows.map((row) => {
    const object: JsonObject = {};
    for (const [index, { name, oid }] of columns.entries()) {
      const value = row[index] ?? null;
      setMember(object, name, value === null ? null : jsonValue(value, oid));
    }
    return stringifyJson(object);
  });
}

const BOOLEAN_OID = 16;
const JSON_OID = 114;
const NUMBER_OIDS = new Set([18, 20, 21, 23, 700, 701, 1700]);

/** Texts stay texts. */
function jsonValue(text: string, oid: number): JsonValue {
  if (oid === BOOLEAN_OID) return text === 't' || text === 'true';
  if (oid === JSON_OID) return parseJson(text);
  return NUMBER_OIDS.has(oid) ? (parseDecimal(text) ?? text) : text;
}
