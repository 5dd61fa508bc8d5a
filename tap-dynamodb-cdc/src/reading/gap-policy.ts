import { type Logger, ProgramError } from '@cdc-relay/singer';
import type { TapOptions } from '../settings/options.ts';
import type { Gap } from '../shards/gap.ts';

/** Kinesis keeps records for a day at least; where the retention is not known, no more than that is sure. */
export const SHORTEST_RETENTION_MS = 24 * 3_600_000;

const LOST: Record<Gap['lost'], (gap: Gap) => string> = {
  shard: ({ shardId }) => `shard ${shardId}, which had not been read to its end`,
  children: ({ shardId }) => `a shard that came from ${shardId} and had not been read`,
  records: ({ shardId }) => `the records of shard ${shardId} that follow its bookmark`,
};

/** Decides what a gap means for the run: an error, or a count. */
export class GapPolicy {
  readonly retentionMs: number;
  /** Gaps after which this run has continued. */
  #count = 0;
  readonly #onGap: TapOptions['onGap'];
  readonly #log: Logger;
  readonly #resnapshot: () => void;

  readonly #source: string;

  /** `resnapshot` asks for new snapshots; the next state says so. `source` is what has lost them. */
  constructor(
    onGap: TapOptions['onGap'],
    log: Logger,
    resnapshot: () => void,
    retentionMs = SHORTEST_RETENTION_MS,
    source = 'Kinesis',
  ) {
    this.#source = source;
    this.#onGap = onGap;
    this.#log = log;
    this.#resnapshot = resnapshot;
    this.retentionMs = retentionMs;
  }

  /** Goes on with what is left of the shards, or throws RECORDS_EXPIRED. */
  report(gaps: readonly Gap[]): void {
    const [first, ...more] = gaps;
    if (first === undefined) return;
    // The exports are loaded by the next run, which sees at its beginning how old the bookmark is.
    if (this.#onGap === 'fail' || this.#onGap === 'export')
      throw recordsExpired(this.#describe(first), more.length);
    this.#count += gaps.length;
    this.#log.metric({ type: 'counter', metric: 'gap_count', value: this.#count, tags: {} });
    for (const gap of gaps)
      this.#log.warning(`changes are lost: ${this.#describe(gap)}`, { shard: gap.shardId });
    if (this.#onGap === 'resnapshot') this.#resnapshot();
  }

  #describe(gap: Gap): string {
    const times = [time('read until', gap.from), time('the oldest record now arrived', gap.to)];
    const details = [`bookmark ${gap.bookmark}`, ...times].filter((text) => text !== undefined);
    return `${this.#source} no longer has ${LOST[gap.lost](gap)} (${details.join(', ')})`;
  }
}

function time(what: string, milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : `${what} ${new Date(milliseconds).toISOString()}`;
}

function recordsExpired(gap: string, others: number): ProgramError {
  const more = others === 0 ? '' : `; the same is true of ${others} other shards`;
  return new ProgramError('RECORDS_EXPIRED', `${gap}${more}.`, {
    remedy:
      'These changes are lost for good. Set on_gap to "resnapshot" to take a new snapshot of the tables, to "export" to load exports, or to "continue" to continue with the oldest records that there are.',
  });
}
