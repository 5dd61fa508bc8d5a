/**
 * A shard's position in the state, as text: the sequence number of the last record that was emitted, `SHARD_END`
 * when the shard is closed and all of it was emitted, `TRIM_HORIZON` before the first record, or where reading was
 * first began when nothing has come since: `AT_TIMESTAMP TIME`, `AT_SEQUENCE_NUMBER NUMBER`.
 */
export type Bookmark = string;

export const SHARD_END: Bookmark = 'SHARD_END';
export const TRIM_HORIZON: Bookmark = 'TRIM_HORIZON';

const AT_TIMESTAMP = /^AT_TIMESTAMP (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)$/;
/** Kept digit by digit: emulators write zeros in front, and want them back. */
const SEQUENCE_NUMBER = /^(AT_SEQUENCE_NUMBER )?(\d{1,129}(?:\.\d{1,9})?)$/;

/** The bookmark of a shard that is read from this time of arrival on (milliseconds since the epoch). */
export function atTimestamp(milliseconds: number): Bookmark {
  return `AT_TIMESTAMP ${new Date(milliseconds).toISOString()}`;
}

/** The bookmark of a shard that is read from this record on. */
export function atSequenceNumber(sequenceNumber: string): Bookmark {
  return `AT_SEQUENCE_NUMBER ${sequenceNumber}`;
}

/** Where to read a shard from, in the terms of GetShardIterator. */
export type Position =
  | { readonly type: 'TRIM_HORIZON' | 'LATEST' }
  | { readonly type: 'AT_TIMESTAMP'; readonly time: Date }
  | { readonly type: 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER'; readonly sequenceNumber: string };

/** Where reading continues after a bookmark; undefined for SHARD_END and for text that is no bookmark. */
export function positionAfter(bookmark: Bookmark): Position | undefined {
  if (bookmark === TRIM_HORIZON) return { type: 'TRIM_HORIZON' };
  const [, at, sequenceNumber] = SEQUENCE_NUMBER.exec(bookmark) ?? [];
  if (sequenceNumber !== undefined) {
    return { type: at === undefined ? 'AFTER_SEQUENCE_NUMBER' : 'AT_SEQUENCE_NUMBER', sequenceNumber };
  }
  const time = AT_TIMESTAMP.exec(bookmark)?.[1];
  return time === undefined ? undefined : { type: 'AT_TIMESTAMP', time: new Date(time) };
}

/** True for text that is a valid bookmark in a state. */
export function isBookmark(text: unknown): text is Bookmark {
  return typeof text === 'string' && (text === SHARD_END || positionAfter(text) !== undefined);
}
