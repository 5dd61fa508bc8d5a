/** Escapes that mean the same in JavaScript with and without its flag `u`, and punctuation that stands for itself. */
const KNOWN_ESCAPE =
  /\\(?:[dDwWsSbBtnrfv]|0(?!\d)|c[A-Za-z]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[^A-Za-z0-9<>])/sy;

/** What may come next, in a class of characters and outside of one; `[:` would begin a class of POSIX. */
const IN_CLASS = [KNOWN_ESCAPE, /\[(?![:.=])|[^\\[]/sy];
const OUTSIDE = [KNOWN_ESCAPE, /\{\d+(?:,\d*)?\}|[^\\{}\]]/sy];

/**
 * The `pattern` as a regular expression of JavaScript, which JSON Schema means. Undefined when it is written in another
 * language's syntax (`\A`, `\h`, `[[:alpha:]]`, `{,3}`): JavaScript without the flag `u` would take that for literal text.
 */
export function readPattern(source: string): RegExp | undefined {
  for (const flags of isForeign(source) ? ['u'] : ['u', '']) {
    try {
      return new RegExp(source, flags);
    } catch {}
  }
  return undefined;
}

/** True when it contains what has a meaning only in another language, or nowhere. */
function isForeign(source: string): boolean {
  let inClass = false;
  for (let at = 0; at < source.length; at += 1) {
    const token = (inClass ? IN_CLASS : OUTSIDE).find((expression) => {
      expression.lastIndex = at;
      return expression.test(source);
    });
    if (token === undefined) return true;
    if (source[at] === '[') inClass = true;
    if (source[at] === ']') inClass = false;
    at = token.lastIndex - 1;
  }
  return false;
}
