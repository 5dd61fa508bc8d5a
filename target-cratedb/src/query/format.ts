import {
  counted,
  type JsonObject,
  type JsonValue,
  parseDecimal,
  parseJson,
  setMember,
  stringifyJson,
} from '@cdc-relay/singer';
import type { Result } from '../connection/result.ts';

/** How the shell shows an answer. */
export type ShellFormat = 'table' | 'json' | 'csv' | 'markdown';

/** True for formats that programs read: nothing but rows is in them. */
export function isForMachines(format: ShellFormat): boolean {
  return format === 'json' || format === 'csv';
}

const SHOWN: { readonly [Format in ShellFormat]: (result: Result) => string[] } = {
  table: tableLines,
  json: jsonLines,
  csv: csvLines,
  markdown: markdownLines,
};

/** The lines that show the rows of an answer. */
export function formatResult(result: Result, format: ShellFormat): string[] {
  return SHOWN[format](result);
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
  return [String(header), rule, ...body.map(String), `(${counted(rows.length, 'row')})`];
}

function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal must not get
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) => JSON.stringify(character).slice(1, -1));
}

/** A table of GitHub's Markdown, numbers at the right, in which values look as they are. */
function markdownLines({ columns, rows }: Result): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ name }) => markdownText(name))),
    line(columns.map(({ oid }) => (NUMBER_OIDS.has(oid) ? '---:' : '---'))),
    ...rows.map((row) => line(row.map((value) => (value === null ? 'NULL' : markdownText(value))))),
  ];
}

/** What means something to Markdown; an underscore within a word does not. */
const MARKED = /[\\`*~[\]<>|]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g;

function markdownText(text: string): string {
  const literal = text.replaceAll('&', '&amp;').replace(MARKED, (character) => `\\${character}`);
  return oneLine(literal).replaceAll(/^ +| +$/g, (blanks) => '&nbsp;'.repeat(blanks.length));
}

/** RFC 4180, values as they are; NULL is an empty field, an empty text is quoted. */
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
  const names = uniqueNames(columns.map(({ name }) => name));
  return rows.map((row) => {
    const object: JsonObject = {};
    for (const [index, { oid }] of columns.entries()) {
      const value = row[index] ?? null;
      setMember(object, names[index] ?? '', value === null ? null : jsonValue(value, oid));
    }
    return stringifyJson(object);
  });
}

/** An object has one member of a name: further columns of the name get a number. */
function uniqueNames(names: readonly string[]): string[] {
  const used = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let number = 2; used.has(unique) || (unique !== name && names.includes(unique)); number += 1)
      unique = `${name}_${number}`;
    used.add(unique);
    return unique;
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
