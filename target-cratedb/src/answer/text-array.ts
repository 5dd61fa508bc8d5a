import type { JsonValue } from '@cdc-relay/singer';

/** Braces, elements with quotes (backslashes escape) or without; commas, which CrateDB 6.4 forgets between some arrays. */
const TOKEN = /[{}]|"((?:[^"\\]|\\[\s\S])*)"|[^{},\s"][^{},"]*/g;

/** Reads an array in PostgreSQL's text format, `{{"1",NULL},{"2"}}`, whose elements hold no quotes that are not escaped. */
export function textArray(text: string, element: (text: string) => JsonValue): JsonValue[] {
  const open: JsonValue[][] = [[]];
  for (const [token, quoted] of text.matchAll(TOKEN)) {
    if (token === '{') {
      const inner: JsonValue[] = [];
      open.at(-1)?.push(inner);
      open.push(inner);
    } else if (token === '}') open.pop();
    else
      open
        .at(-1)
        ?.push(quoted === undefined ? bare(token, element) : element(quoted.replace(/\\([\s\S])/g, '$1')));
  }
  const [array] = open[0] ?? [];
  return Array.isArray(array) ? array : [];
}

function bare(token: string, element: (text: string) => JsonValue): JsonValue {
  return token === 'NULL' ? null : element(token.trim());
}
