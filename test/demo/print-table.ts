import { stringify } from 'lossless-json';
import type { ReadRow } from '../support/cratedb/read-row.ts';

const ROWS = 8;
const WIDTH = 28;

/** Prints the first rows of a table in columns, the key's first; long values are cut. */
export function printTable(name: string, rows: readonly ReadRow[], keys: readonly string[]): void {
  const shown = rows.slice(0, ROWS);
  const named = shown.flatMap((row) => Object.keys(row)).filter((column) => !column.startsWith('_sdc_'));
  const columns = [...new Set([...keys, ...named.sort()])];
  const cells = shown.map((row) => columns.map((column) => cell(row[column])));
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...cells.map((row) => row[index]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row.map((text, index) => text.padEnd(widths[index] ?? 0)).join('  ');
  console.log(`\n${name}, the first ${shown.length} of ${rows.length} rows:`);
  console.log([line(columns), ...cells.map(line)].join('\n'), '\n');
}

function cell(value: unknown): string {
  const text = typeof value === 'string' ? value : (stringify(value) ?? '');
  return text.length > WIDTH ? `${text.slice(0, WIDTH - 1)}…` : text;
}
