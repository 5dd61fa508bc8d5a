import type { Metric } from '@cdc-relay/singer';
import { Behind } from './behind.ts';

/** What was counted since the start, over all restarts. */
export interface Totals {
  /** Records that left the tap, and those that the target has dealt with. */
  readonly in: number;
  readonly out: number;
  /** How far CrateDB is behind the Kinesis stream: see `Behind`. */
  readonly lagSeconds: number;
  readonly batches: number;
  /** Records that were older than what is known of their key. */
  readonly stale: number;
  /** Records that went to dead-letter files. */
  readonly dead: number;
}

/** What the target counts of records that it has dealt with. */
const OUT = ['upserted_count', 'deleted_count', 'superseded_count', 'stale_count', 'bad_record_count'];

/** Adds up the metrics of the two programs, whose counters count since they were logged last. */
export class MetricTotals {
  readonly #counts = new Map<string, number>();
  readonly #behind: Behind;

  /** The programs report at least once in `silenceMs`. */
  constructor(silenceMs: number) {
    this.#behind = new Behind(silenceMs);
  }

  /** To be called when the tap starts: it may read other shards than before. */
  tapStarts(): void {
    this.#behind.starts();
  }

  /** `now` is in milliseconds of a clock that only goes forward. */
  tap({ metric, value, tags }: Metric, now: number): void {
    if (metric === 'millis_behind_latest') this.#behind.shard(JSON.stringify(tags), value, now);
    else this.#add(`tap ${metric}`, value);
  }

  target({ metric, value }: Metric, now: number): void {
    if (metric === 'waiting_seconds') this.#behind.waiting(value * 1000, now);
    else this.#add(`target ${metric}`, value);
  }

  totals(now: number): Totals {
    return {
      in: this.#count('tap record_count'),
      out: OUT.reduce((sum, metric) => sum + this.#count(`target ${metric}`), 0),
      lagSeconds: Math.round(this.#behind.seconds(now)),
      batches: this.#count('target batch_count'),
      stale: this.#count('target stale_count'),
      dead: this.#count('target bad_record_count') + this.#count('tap dead_letter_count'),
    };
  }

  #add(name: string, value: number): void {
    this.#counts.set(name, this.#count(name) + value);
  }

  #count(name: string): number {
    return this.#counts.get(name) ?? 0;
  }
}
