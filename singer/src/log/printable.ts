/** Control, format (bidi) and unassigned characters, half surrogate pairs, and the line breaks of Unicode. */
const UNPRINTABLE = /[\p{C}\u2028\u2029]/gu;

const SHORT: { readonly [character: string]: string } = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Text that stays in its line, commands no terminal and does not turn text around, whatever it was made of. JSON text
 * stays JSON with the same value.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => SHORT[character] ?? escaped(character));
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');
}
