import { createHash } from 'node:crypto';
import type { Key } from './key.ts';

/** How the log names keys: see the setting `log_keys`. */
export type LogKeys = 'value' | 'hash';

const MAX_CHARACTERS = 200;

const HASH_DIGITS = 16;

/** A key as the log shows it: as JSON, cut, or by the beginning of the SHA-256 of that JSON. */
export function loggedKey({ values }: Key, how: LogKeys): string {
  const text = JSON.stringify(values);
  if (how === 'hash')
    return `sha256:${createHash('sha256').update(text).digest('hex').slice(0, HASH_DIGITS)}`;
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text;
}
