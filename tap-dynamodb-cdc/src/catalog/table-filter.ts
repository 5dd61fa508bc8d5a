/** Decides which tables are wanted by the patterns of the setting `tables`. */
export type TableFilter = (table: string) => boolean;

/**
 * Patterns have `*` and `?`; a leading `!` excludes, at any place in the list. Without a pattern that includes, everything
 * is included that is not excluded.
 */
export function tableFilter(patterns: readonly string[]): TableFilter {
  const excluded = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  const included = patterns.filter((pattern) => !pattern.startsWith('!'));
  const isExcluded = excluded.map(toRegExp);
  const isIncluded = (included.length === 0 ? ['*'] : included).map(toRegExp);
  return (table) =>
    isIncluded.some((pattern) => pattern.test(table)) && !isExcluded.some((pattern) => pattern.test(table));
}

/** Names of tables are letters, digits, `_`, `-` and `.`, so that nothing else needs a pattern. */
function toRegExp(pattern: string): RegExp {
  const literal = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}

/** The patterns that are names: they include one table each. */
export function exactNames(patterns: readonly string[]): string[] {
  return patterns.filter((pattern) => !/^!|[*?]/.test(pattern));
}
