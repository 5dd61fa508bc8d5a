/**
 * What may contain a semicolon, or a name, that does not count as one: texts, quoted names, comments. What is not ended
 * goes on to the end of the text.
 */
const TOKEN =
  /[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"((?:[^"]|"")*)"|\$(\w*)\$[\s\S]*?\$\2\$|--[^\n]*|\/\*[\s\S]*?\*\/|;|([A-Za-z_][\w@]*)|(?:['"]|\/\*|\$\w*\$)[\s\S]*$/g;

/** The beginning of an SQL text that is whole, and what follows its last semicolon. */
export interface Split {
  readonly statements: readonly string[];
  /** The beginning of a statement; empty where nothing but comments is left. */
  readonly rest: string;
}

/** The statements of an SQL text that end with a semicolon, without it and without empty ones, and what is left. */
export function splitStatements(sql: string): Split {
  const ends = [...sql.matchAll(TOKEN)].filter(([token]) => token === ';').map(({ index }) => index);
  const parts = [...ends, sql.length].map((end, n) =>
    sql.slice(n === 0 ? 0 : (ends[n - 1] ?? 0) + 1, end).trim(),
  );
  const rest = parts.pop() ?? '';
  return { statements: parts.filter((part) => !isBlank(part)), rest: isBlank(rest) ? '' : rest };
}

/** The statements of an SQL text, without the semicolons between them and without empty ones. */
export function statementsIn(sql: string): string[] {
  const { statements, rest } = splitStatements(sql);
  return rest === '' ? [...statements] : [...statements, rest];
}

/** The names in a statement, key words among them, as CrateDB understands them: in lower case unless they are quoted. */
export function namesIn(sql: string): Set<string> {
  const names = new Set<string>();
  for (const [, quoted, , plain] of sql.matchAll(TOKEN)) {
    if (quoted !== undefined) names.add(quoted.replaceAll('""', '"'));
    if (plain !== undefined) names.add(plain.toLowerCase());
  }
  return names;
}

/** True for nothing but comments. */
function isBlank(statement: string): boolean {
  return (
    statement.replace(TOKEN, (token) => (/^--|^\/\*[\s\S]*\*\/$/.test(token) ? '' : token)).trim() === ''
  );
}
