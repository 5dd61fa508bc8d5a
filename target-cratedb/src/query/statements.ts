/** What may contain a semicolon, or a name, that does not count as one: texts, quoted names, comments. */
const TOKEN =
  /[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"((?:[^"]|"")*)"|\$(\w*)\$[\s\S]*?\$\2\$|--[^\n]*|\/\*[\s\S]*?\*\/|;|([A-Za-z_][\w@]*)/g;

/** The statements of an SQL text, without the semicolons between them and without empty ones. */
export function statementsIn(sql: string): string[] {
  const ends = [...sql.matchAll(TOKEN)].filter(([token]) => token === ';').map(({ index }) => index);
  const statements = [...ends, sql.length].map((end, n) =>
    sql.slice(n === 0 ? 0 : (ends[n - 1] ?? 0) + 1, end),
  );
  return statements.map((statement) => statement.trim()).filter((statement) => !isBlank(statement));
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
  return statement.replace(TOKEN, (token) => (/^(?:--|\/\*)/.test(token) ? '' : token)).trim() === '';
}
