import type { ColumnPath } from '../column/column-type.ts';
import { quoteIdentifier, quoteTable, type TableName } from '../sql/quote.ts';

/** SHOW CREATE TABLE indents by three blanks for each level. */
const INDENT = '   ';

/** The types of key columns that become TEXT, as SHOW CREATE TABLE prints them. */
const NARROW_TYPE =
  /^(?:BIGINT|INTEGER|SMALLINT|BYTE|BOOLEAN|TIMESTAMP WITH(?:OUT)? TIME ZONE|NUMERIC\(\d+(?:, ?\d+)?\)|(?:VARCHAR|CHARACTER)\(\d+\)|IP)(?=[ ,]|$)/;

/** What would be a type of PostgreSQL's to CrateDB's parser, though SHOW CREATE TABLE prints it so. */
const QUOTED_TYPE = /(?<=^|[ (,])"(char)"(?=[ ),]|$)/g;

/**
 * Rewrites what SHOW CREATE TABLE printed into the DDL of the same table under another name, with a key column
 * as TEXT. Undefined when the DDL does not look as expected, so that nothing is guessed.
 */
export function withTextKey(ddl: string, name: TableName, key: ColumnPath): string | undefined {
  const [first, ...printed] = ddl.split('\n');
  const lines = printed.map((line) => line.replace(QUOTED_TYPE, '$1'));
  if (first === undefined || !/^CREATE TABLE IF NOT EXISTS .* \($/.test(first)) return undefined;
  const at = lineOf(lines, key);
  const prefix = linePrefix(key);
  const line = lines[at];
  const type = line?.slice(prefix.length) ?? '';
  if (line === undefined || !NARROW_TYPE.test(type)) return undefined;
  const changed = lines.with(at, prefix + type.replace(NARROW_TYPE, 'TEXT'));
  return [`CREATE TABLE IF NOT EXISTS ${quoteTable(name)} (`, ...changed].join('\n');
}

/** The line of a column, or of a member below the line of its object. */
function lineOf(lines: readonly string[], [column, ...members]: ColumnPath): number {
  let at = lines.findIndex((line) => line.startsWith(linePrefix([column])));
  members.forEach((_, index) => {
    const prefix = linePrefix([column, ...members.slice(0, index + 1)]);
    const from = at;
    at = from < 0 ? from : lines.findIndex((line, number) => number > from && line.startsWith(prefix));
  });
  return at;
}

function linePrefix(path: ColumnPath): string {
  return `${INDENT.repeat(path.length)}${quoteIdentifier(path.at(-1) ?? '')} `;
}
