import { CrateError, INTERNAL } from '../errors/crate-error.ts';

/** Writes a PostgreSQL array: `{"a","b\"c",NULL}`. */
export function arrayText(elements: readonly (string | null)[]): string {
  const quoted = elements.map((each) => (each === null ? 'NULL' : `"${each.replace(/["\\]/g, '\\$&')}"`));
  return `{${quoted.join(',')}}`;
}

/** An element and the offset after it. */
type Scanned = readonly [element: string | null, end: number];

/** Reads a PostgreSQL array of one dimension. Throws a CrateError for anything else. */
export function parseArrayText(text: string): (string | null)[] {
  const array = text.trim();
  if (!array.startsWith('{') || !array.endsWith('}')) throw malformed(array);
  const elements: (string | null)[] = [];
  let at = skipBlanks(array, 1);
  while (at < array.length - 1) {
    const [element, end] = array[at] === '"' ? scanQuoted(array, at + 1) : scanBare(array, at);
    elements.push(element);
    const next = skipBlanks(array, end);
    if (array[next] !== ',' && next !== array.length - 1) throw malformed(array);
    at = skipBlanks(array, next + 1);
  }
  return elements;
}

function scanQuoted(array: string, from: number): Scanned {
  let element = '';
  let at = from;
  for (;;) {
    const end = searchFrom(array, /["\\]/g, at);
    if (end === array.length) throw malformed(array);
    element += array.slice(at, end);
    if (array[end] === '"') return [element, end + 1];
    element += array[end + 1] ?? '';
    at = end + 2;
  }
}

function scanBare(array: string, from: number): Scanned {
  const end = searchFrom(array, /[,{}"\\]/g, from);
  const element = array.slice(from, end).trim();
  if (element === '' || array[end] === '{' || array[end] === '"') throw malformed(array);
  return [element.toUpperCase() === 'NULL' ? null : element, end];
}

function searchFrom(text: string, pattern: RegExp, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text[at] ?? '')) at += 1;
  return at;
}

function malformed(text: string): CrateError {
  return new CrateError(INTERNAL, `malformed array: ${text.slice(0, 40)}`);
}
