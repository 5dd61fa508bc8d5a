import { hashOf } from '@cdc-relay/singer';
import type { Key } from './key.ts';

/** How the log names keys: see the setting `log_keys`. */
export type LogKeys = 'value' | 'hash';

const MAX_CHARACTERS = 200;

/** What a hash is cut to: `sha256:` and 16 digits. */
const HASH_CHARACTERS = 23;

/** A key as the log shows it: as JSON, cut, or by the beginning of the SHA-256 of that JSON. */
export function loggedKey({ values }: Key, how: LogKeys): string {
  const text = JSON.stringify(values);
  if (how === 'hash') return hashOf(text).slice(0, HASH_CHARACTERS);
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text;
}
