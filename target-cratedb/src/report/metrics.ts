import { GrowthLog, type Logger } from '@cdc-relay/singer';
import { COUNT_NAMES, type CountName, type StreamCounts } from './counts.ts';

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
  readonly #totals: GrowthLog;
  readonly #counts: StreamCounts;

  constructor(log: Logger, counts: StreamCounts) {
    this.#totals = new GrowthLog(log);
    this.#counts = counts;
  }

  write(): void {
    for (const [stream, counts] of this.#counts.entries()) {
      for (const name of COUNT_NAMES) {
        const type = name === 'seconds' ? 'timer' : 'counter';
        this.#totals.total({ type, metric: METRICS[name], value: counts[name], tags: { stream } });
      }
    }
  }
}
