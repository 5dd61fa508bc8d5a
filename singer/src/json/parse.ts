import { randomUUID } from 'node:crypto';
import { Decimal, parseDecimal } from './decimal.ts';
import { mayLoseDigits } from './may-lose-digits.ts';
import { type JsonObject, type JsonValue, setMember } from './value.ts';

/** What a text begins with that stands for a number while JSON.parse reads it: nobody else knows it. */
const MARK = `${randomUUID()} `;

/** A number outside of strings, as JSON spells it; not where the name of a member would be. */
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![-+.\w]|\s*:)/g;

/** What is between two strings has a number that a double may not hold only if it is as long as `1e309`, and looks like this. */
const SHORTEST = 5;
const SUSPECT = /\d[eE]|[\d.]{16}/;

/**
 * Reads JSON text without losing digits: numbers that a double cannot hold become `Decimal`. Throws SyntaxError when the
 * text is not JSON, RangeError when it has such a number and nests too deep.
 */
export function parseJson(text: string): JsonValue {
  if (!mayLoseDigits(text)) return JSON.parse(text) as JsonValue;
  const marked = withMarks(text);
  if (marked === text) return JSON.parse(text) as JsonValue;
  return withDecimals(parseMarked(marked, text));
}

/** An error must show nothing of the mark. */
function parseMarked(marked: string, text: string): JsonValue {
  try {
    return JSON.parse(marked) as JsonValue;
  } catch {
    return JSON.parse(text) as JsonValue;
  }
}

/** The text with each number that a double cannot hold as a string of the mark and its one spelling. */
function withMarks(text: string): string {
  let marked = '';
  let copied = 0;
  for (let at = 0; at < text.length; ) {
    const quote = text.indexOf('"', at);
    const end = quote < 0 ? text.length : quote;
    if (end - at >= SHORTEST) {
      const between = text.slice(at, end);
      if (SUSPECT.test(between)) {
        marked += text.slice(copied, at) + between.replace(NUMBER, markOf);
        copied = end;
      }
    }
    at = quote < 0 ? end : endOfString(text, quote);
  }
  return copied === 0 ? text : marked + text.slice(copied);
}

function markOf(literal: string): string {
  const number = parseDecimal(literal);
  return number instanceof Decimal ? `"${MARK}${number.literal}"` : literal;
}

/** The offset after the quote that ends the string which begins at `begin`; the text's length where none does. */
function endOfString(text: string, begin: number): number {
  let end = begin;
  do {
    end = text.indexOf('"', end + 1);
    if (end < 0) return text.length;
  } while (isEscaped(text, end));
  return end + 1;
}

function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text[first - 1] === '\\') first -= 1;
  return (at - first) % 2 === 1;
}

/** The same value, changed in place, with decimals for what was marked. */
function withDecimals(value: JsonValue): JsonValue {
  if (typeof value === 'string')
    return value.startsWith(MARK) ? new Decimal(value.slice(MARK.length)) : value;
  if (typeof value !== 'object' || value === null) return value;
  const members = value as JsonObject;
  for (const name in members) {
    const member = members[name] ?? null;
    const exact = withDecimals(member);
    if (exact !== member) setMember(members, name, exact);
  }
  return value;
}
