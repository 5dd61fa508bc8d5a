import { parse } from 'lossless-json';
import { messageOf } from '../errors/errors.ts';

/**
 * Where a text stops to be JSON: `line 3, column 7`, counted from 1. The parsers' own messages quote what is
 * there, which may be a secret.
 */
export function faultPlace(text: string): string {
  const before = text.slice(0, faultPosition(text)).split('\n');
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}

function faultPosition(text: string): number {
  try {
    parse(text);
    return text.length;
  } catch (error) {
    return Number(/\bposition (\d+)$/.exec(messageOf(error))?.[1] ?? text.length);
  }
}
