import { isJsonObject, type JsonValue } from '@cdc-relay/singer';
import { readUntil } from '../shards/read-times.ts';
import { parseState } from '../state/parse.ts';
import { unwrapped } from '../state/unwrap.ts';

/**
 * Until when everything that arrived is behind a state, in milliseconds since the epoch by Kinesis' clock; undefined where
 * the state has no shards. Zero as long as it does not say it of each. Without `kinesisStream` a state of any stream counts. Throws STATE_INVALID, STATE_OF_OTHER_STREAM, STATE_VERSION_UNKNOWN.
 */
export function stateReadUntil(state: JsonValue, kinesisStream: string | undefined): number | undefined {
  const { bookmarks, times } = parseState(state, kinesisStream ?? streamOf(state));
  const reached = [...bookmarks.keys()].map((shard) => readUntil(times.get(shard) ?? {}) ?? 0);
  return reached.length === 0 ? undefined : Math.min(...reached);
}

/** The first stream that a state names. */
function streamOf(state: JsonValue): string {
  const inner = unwrapped(state);
  const bookmarks = isJsonObject(inner) ? inner.bookmarks : undefined;
  return (isJsonObject(bookmarks) ? Object.keys(bookmarks)[0] : undefined) ?? '';
}
