import type { Logger } from '@cdc-relay/singer';
import { COUNT_NAMES, type CountName, type Counts, type StreamCounts } from './counts.ts';

/** The metrics by the names that Singer's tools know, and names like them. */
const METRICS: { readonly [name in CountName]: string } = {
  received: 'record_count',
  upserted: 'upserted_count',
  deleted: 'deleted_count',
  superseded: 'superseded_count',
  stale: 'stale_count',
  bad: 'bad_record_count',
  overflowed: 'overflow_count',
  batches: 'batch_count',
  bytes: 'byte_count',
  seconds: 'batch_processing_time',
};

/** Logs as metrics what was counted per stream since the last time. */
export class Metrics {
  readonly #log: Logger;
  readonly #counts: StreamCounts;
  readonly #logged = new Map<string, number>();

  constructor(log: Logger, counts: StreamCounts) {
    this.#log = log;
    this.#counts = counts;
  }

  write(): void {
    for (const [stream, counts] of this.#counts.entries()) {
      for (const name of COUNT_NAMES) this.#writeOne(stream, name, counts);
    }
  }

  #writeOne(stream: string, name: CountName, counts: Counts): void {
    const id = `${name} ${stream}`;
    const value = round(counts[name] - (this.#logged.get(id) ?? 0));
    if (value === 0) return;
    this.#logged.set(id, counts[name]);
    const type = name === 'seconds' ? 'timer' : 'counter';
    this.#log.metric({ type, metric: METRICS[name], value, tags: { stream } });
  }
}

/** Seconds to the millisecond. */
function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
