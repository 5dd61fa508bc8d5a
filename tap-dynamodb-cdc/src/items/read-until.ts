import type { JsonValue } from '@cdc-relay/singer';
import { readUntil } from '../shards/read-times.ts';
import { parseState } from '../state/parse.ts';

/**
 * Until when everything that arrived is behind a state, in milliseconds since the epoch by Kinesis' clock; undefined where
 * the state has no shards. Zero as long as it does not say it of each. Throws STATE_INVALID, STATE_OF_OTHER_STREAM, STATE_VERSION_UNKNOWN.
 */
export function stateReadUntil(state: JsonValue, kinesisStream: string): number | undefined {
  const { bookmarks, times } = parseState(state, kinesisStream);
  const reached = [...bookmarks.keys()].map((shard) => readUntil(times.get(shard) ?? {}) ?? 0);
  return reached.length === 0 ? undefined : Math.min(...reached);
}
