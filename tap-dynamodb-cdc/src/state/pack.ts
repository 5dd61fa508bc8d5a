import { gunzipSync, gzipSync } from 'node:zlib';
import { isJsonObject, type JsonObject, parseJson, stringifyJson } from '@cdc-relay/singer';

/** Up to this many shards a state says in plain text how far they were read. */
export const MAX_PLAIN_SHARDS = 200;

/** The fastest one: the others make a state a twentieth smaller, for twice the time. */
const LEVEL = 1;

/** A packed state that is longer than this, in bytes, is none of ours. */
const MAX_BYTES = 256 * 1024 * 1024;

/** Members of a state as text: JSON, gzip, base64. `base64 -d | gunzip` shows it. The same members make the same text. */
export function packed(members: JsonObject): string {
  return gzipSync(stringifyJson(members), { level: LEVEL }).toString('base64');
}

/** What `packed` was given. Throws when the text is something else. */
export function unpacked(text: string): JsonObject {
  const json = gunzipSync(Buffer.from(text, 'base64'), { maxOutputLength: MAX_BYTES }).toString();
  const members = parseJson(json);
  if (!isJsonObject(members)) throw new Error('it is not a JSON object');
  return members;
}
