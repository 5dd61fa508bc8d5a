const POINT = 46;
const ZERO = 48;
const NINE = 57;

/** A double keeps every decimal of 15 digits, which have at most one point between them. */
const EXACT_CHARACTERS = 16;

/** What can be before a number. A match inside a string only costs a closer look. */
const BEFORE = /^$|^[:,[\s]$/;
const EXPONENT = /(?:^|[:,[\s])-?\d+(?:\.\d+)?[eE]/;
/** The same in short: most texts have nothing of the kind. */
const LIKE_EXPONENT = /\d[eE][-+]?\d/;

/**
 * True when JSON text has a number that JSON.parse might change: one with an exponent, with more than 15 digits, or a
 * whole number of 16 digits beyond 2^53. Microsecond timestamps (16 digits) stay below.
 */
export function mayLoseDigits(text: string): boolean {
  return hasLongNumber(text) || (LIKE_EXPONENT.test(text) && EXPONENT.test(text));
}

/** Looks at every 16th character: a row of 16 digits cannot be between two of them. */
function hasLongNumber(text: string): boolean {
  for (let at = EXACT_CHARACTERS - 1; at < text.length; at += EXACT_CHARACTERS) {
    if (!isOfNumber(text.charCodeAt(at))) continue;
    let begin = at;
    while (isOfNumber(text.charCodeAt(begin - 1))) begin -= 1;
    while (isOfNumber(text.charCodeAt(at + 1))) at += 1;
    if (isLong(text, begin, at + 1)) return true;
  }
  return false;
}

function isLong(text: string, begin: number, end: number): boolean {
  const length = end - begin;
  if (length < EXACT_CHARACTERS) return false;
  if (length === EXACT_CHARACTERS && text.charCodeAt(begin) !== NINE) return false;
  const before = text[begin - 1] === '-' ? begin - 2 : begin - 1;
  return BEFORE.test(text.charAt(before));
}

/** False where there is nothing, too. */
function isOfNumber(code: number): boolean {
  return (code >= ZERO && code <= NINE) || code === POINT;
}
