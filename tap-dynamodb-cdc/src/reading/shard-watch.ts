import { type Cause, type CauseCode, causeOf, counted, type Point, point } from '@cdc-relay/singer';
import { SHARD_END } from '../shards/bookmark.ts';
import { readableShards } from '../shards/lineage.ts';
import type { ShardSet } from '../shards/shard-set.ts';
import { WatchedShard } from './watched-shard.ts';

/** Causes name this many shards; of the others they say how many. */
const NAMED = 3;

/** Watches how shards are read: which do not answer, and which nobody reads. Times are of any steady clock. */
export class ShardWatch {
  readonly #shards: ShardSet;
  readonly #watched = new Map<string, WatchedShard>();
  /** Since when shards could be read that nobody reads. */
  #unread = new Map<string, number>();
  /** Shards that need no more reading in this run. */
  readonly #done = new Set<string>();
  #retentionMs: number | undefined;
  #isStarted = false;
  renewals = 0;

  constructor(shards: ShardSet) {
    this.#shards = shards;
  }

  /** It is known what there is to read; `retentionMs` is how long Kinesis keeps it. */
  listed(retentionMs?: number): void {
    this.#retentionMs = retentionMs ?? Number.POSITIVE_INFINITY;
  }

  /** A reader begins with a shard. Dispose of what is returned when it needs no more reading. */
  begin(shardId: string): WatchedShard & Disposable {
    const end = (): void => {
      this.#watched.delete(shardId);
      this.#done.add(shardId);
    };
    const watched = Object.assign(new WatchedShard(this), { [Symbol.dispose]: end });
    this.#watched.set(shardId, watched);
    this.#done.delete(shardId);
    return watched;
  }

  /** Why shards are not read as they should be. To be called about once a second. */
  causes(now: number, limitMs: number): Cause[] {
    if (this.#retentionMs === undefined) return [causeOf('STARTING', 'the shards are not listed yet')];
    const unread = this.#sinceUnread(now);
    const waiting = [...this.#watched].filter(([, { hasAnswered }]) => !hasAnswered).length + unread.length;
    this.#isStarted ||= waiting === 0;
    const watched = [...this.#watched];
    const causes = [
      ...late(
        'SHARD_UNANSWERED',
        watched.map(([id, one]) => [id, one.unansweredMs(now)]),
        limitMs,
      ),
      ...late(
        'SHARD_STALLED',
        watched.map(([id, one]) => [id, one.stalledMs(now)]),
        limitMs,
      ),
      ...late('SHARD_UNREAD', unread, limitMs),
    ];
    if (causes.length > 0 || this.#isStarted) return causes;
    return [causeOf('STARTING', `${counted(waiting, 'shard')} not read yet`)];
  }

  points(now: number): Point[] {
    const watched = [...this.#watched];
    const { lineage, bookmarks } = this.#shards;
    const closed = [...bookmarks.values()].filter((bookmark) => bookmark === SHARD_END).length;
    const states = { read: watched.length, unread: this.#unread.size, closed };
    const waiting = Math.max(0, lineage.size - watched.length - this.#unread.size - closed - this.#done.size);
    return [
      ...Object.entries({ ...states, waiting }).map(([state, count]) =>
        point('dynamodb_cdc_shards', count, state),
      ),
      point('dynamodb_cdc_iterator_renewals_total', this.renewals),
      ...watched.flatMap(([id, one]) => this.#shardPoints(id, one, now)),
      ...this.#relatives(),
    ];
  }

  /** What the shards that are read came from and become, as far as Kinesis lists it. */
  #relatives(): Point[] {
    const { lineage } = this.#shards;
    return [...lineage.values()].flatMap(({ id, parents }) =>
      parents
        .filter((parent) => lineage.has(parent) && (this.#watched.has(id) || this.#watched.has(parent)))
        .map((parent) => point('dynamodb_cdc_shard_parent', 1, id, parent)),
    );
  }

  #shardPoints(id: string, watched: WatchedShard, now: number): Point[] {
    const points = [point('dynamodb_cdc_shard_unanswered_seconds', watched.unansweredMs(now) / 1000, id)];
    const { behindMs } = watched;
    const retentionMs = this.#retentionMs ?? Number.POSITIVE_INFINITY;
    if (behindMs === undefined) return points;
    points.push(point('dynamodb_cdc_shard_read_lag_seconds', behindMs / 1000, id));
    const left = Math.max(0, retentionMs - behindMs - watched.unansweredMs(now));
    if (Number.isFinite(left))
      points.push(point('dynamodb_cdc_shard_retention_left_seconds', left / 1000, id));
    return points;
  }

  /** For how long nobody has read the shards that could be read. */
  #sinceUnread(now: number): [string, number][] {
    const { lineage, bookmarks } = this.#shards;
    const ids = readableShards(lineage, bookmarks).filter(
      (id) => !this.#watched.has(id) && !this.#done.has(id),
    );
    this.#unread = new Map(ids.map((id) => [id, this.#unread.get(id) ?? now]));
    return [...this.#unread].map(([id, since]) => [id, now - since]);
  }
}

/** The cause of shards for which something has lasted too long. */
function late(code: CauseCode, lasting: readonly (readonly [string, number])[], limitMs: number): Cause[] {
  const found = lasting.filter(([, ms]) => ms > limitMs);
  if (found.length === 0) return [];
  const named = found.slice(0, NAMED).map(([id, ms]) => `${id} (for ${Math.round(ms / 1000)} s)`);
  const more = found.length > NAMED ? `, and ${found.length - NAMED} more` : '';
  return [causeOf(code, `${named.join(', ')}${more}`)];
}
