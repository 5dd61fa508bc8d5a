import { quoteIdentifier, quoteTable, type TableName } from '../sql/quote.ts';

/**
 * Rewrites what SHOW CREATE TABLE printed into the DDL of the same table under another name, with BIGINT key columns
 * as TEXT. Undefined when the DDL does not look as expected, so that nothing is guessed.
 */
export function withTextKeys(ddl: string, name: TableName, keys: readonly string[]): string | undefined {
  const [first, ...rest] = ddl.split('\n');
  if (first === undefined || !/^CREATE TABLE IF NOT EXISTS .* \($/.test(first)) return undefined;
  const lines = keys.reduce<string[] | undefined>(
    (changed, key) => changed && withTextKey(changed, key),
    rest,
  );
  return lines === undefined
    ? undefined
    : [`CREATE TABLE IF NOT EXISTS ${quoteTable(name)} (`, ...lines].join('\n');
}

/** Top-level columns are indented by three blanks, members of objects by more. */
function withTextKey(lines: readonly string[], key: string): string[] | undefined {
  const bigint = `   ${quoteIdentifier(key)} BIGINT `;
  const at = lines.findIndex((line) => line.startsWith(bigint));
  return at < 0
    ? undefined
    : lines.with(at, `   ${quoteIdentifier(key)} TEXT ${(lines[at] ?? '').slice(bigint.length)}`);
}
