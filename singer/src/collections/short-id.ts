import { createHash } from 'node:crypto';

/** `sha256:` and the SHA-256 of a text in hexadecimal. */
export function hashOf(text: string): string {
  // Half a surrogate pair is no UTF-8: all of them would have the same hash.
  const encoding = text.isWellFormed() ? 'utf8' : 'utf16le';
  return `sha256:${createHash('sha256').update(text, encoding).digest('hex')}`;
}

/** An id that is longer than `maxLength` by its hash, as the ids of keys may have kilobytes. */
export function shortId(id: string, maxLength: number): string {
  return id.length > maxLength ? hashOf(id) : id;
}
