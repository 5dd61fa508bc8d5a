import type { JsonValue } from '@cdc-relay/singer';
import { positionAfter, SHARD_END } from './shards/bookmark.ts';
import { type ReadTimes, readUntil } from './shards/read-times.ts';
import { streamName } from './source-url/resolve.ts';
import { parseState, unusable } from './state/parse.ts';
import { isUnfinished } from './tables/table-snapshot.ts';

/** Where to begin: at the oldest record that Kinesis has, or at a time of arrival (milliseconds since the epoch). */
export type SafeStart =
  | { readonly kind: 'earliest' }
  | { readonly kind: 'at-timestamp'; readonly time: number };

/** Kinesis' times of arrival are approximate: those of a shard's records may be a little out of order. */
const MARGIN_MS = 60_000;

/**
 * From where on a reader that has no bookmarks, and knows one time for all shards, gets everything that the state of a run
 * does not have: a minute before the earliest position. What it gets twice has the same versions. `stream` is the name or
 * the ARN of the Kinesis stream. Throws STATE_INVALID, also where a snapshot has not ended, which nobody else continues,
 * STATE_OF_OTHER_STREAM and STATE_VERSION_UNKNOWN.
 */
export function startAfterState(state: JsonValue, stream: string): SafeStart {
  const { bookmarks, times, snapshots } = parseState(state, streamName(stream));
  for (const [table, snapshot] of snapshots)
    if (isUnfinished(snapshot))
      throw unusable(`the snapshot of ${JSON.stringify(table)} has not ended: let the tap finish it first`);
  const known = [...bookmarks].map(([id, bookmark]) => timeOf(bookmark, times.get(id)));
  const earliest = Math.min(...known);
  return Number.isFinite(earliest)
    ? { kind: 'at-timestamp', time: earliest - MARGIN_MS }
    : { kind: 'earliest' };
}

/**
 * Until when a shard was read; -Infinity where that is not known. What a shard that has ended says counts, too: a child
 * that has no bookmark yet begins there.
 */
function timeOf(bookmark: string, times: ReadTimes | undefined): number {
  const until = times && readUntil(times);
  if (until !== undefined) return until;
  const position = bookmark === SHARD_END ? undefined : positionAfter(bookmark);
  return position?.type === 'AT_TIMESTAMP' ? position.time.getTime() : Number.NEGATIVE_INFINITY;
}
