import { counted, GrowthLog, type Logger, type Point, point } from '@cdc-relay/singer';
import type { Page } from '../kinesis/port.ts';

const STATUS_MS = 500;

/** What is counted of a shard. */
interface ShardCounts {
  records: number;
  bytes: number;
  millisBehindLatest: number;
}

/** Counters of a run besides those of its shards. */
export interface Totals {
  /** Records emitted, by Singer stream. */
  readonly emitted: Iterable<{ readonly name: string; readonly emitted: number }>;
  readonly counters: { readonly [metric: string]: number };
}

/** Shows how far reading has come: metrics in the log, and a line on a terminal. */
export class Progress {
  readonly #log: Logger;
  readonly #totals: () => Totals;
  readonly #shards = new Map<string, ShardCounts>();
  readonly #counters: GrowthLog;
  readonly #began: number;
  readonly #metricsMs: number;
  #nextMetrics: number;
  #nextStatus = 0;

  /**
   * Metrics are logged every `metricsMs`, and at the end. Times are in milliseconds of a clock that only goes
   * forward.
   */
  constructor(log: Logger, totals: () => Totals, metricsMs: number, now = performance.now()) {
    this.#log = log;
    this.#counters = new GrowthLog(log);
    this.#totals = totals;
    this.#began = now;
    this.#metricsMs = metricsMs;
    this.#nextMetrics = now + metricsMs;
  }

  /** Counts a page that was emitted. */
  page(shardId: string, { records, millisBehindLatest }: Page, now = performance.now()): void {
    const counts = this.#shards.get(shardId) ?? { records: 0, bytes: 0, millisBehindLatest: 0 };
    this.#shards.set(shardId, counts);
    counts.records += records.length;
    for (const { Data } of records) counts.bytes += Data?.length ?? 0;
    if (!Number.isNaN(millisBehindLatest)) counts.millisBehindLatest = millisBehindLatest;
    if (now >= this.#nextStatus) this.#showStatus(now);
    if (now >= this.#nextMetrics) {
      this.#nextMetrics = now + this.#metricsMs;
      this.metrics();
    }
  }

  /** Logs all metrics as of now; counters, as those of the Singer SDK, count since they were logged last. */
  metrics(): void {
    const { emitted, counters } = this.#totals();
    for (const { name, emitted: value } of emitted) this.#counter('record_count', value, { stream: name });
    for (const [metric, value] of Object.entries(counters)) this.#counter(metric, value, {});
    for (const [shard, { records, bytes, millisBehindLatest: value }] of this.#shards) {
      this.#counter('shard_record_count', records, { shard });
      this.#counter('shard_bytes', bytes, { shard });
      this.#log.metric({ type: 'gauge', metric: 'millis_behind_latest', value, tags: { shard } });
    }
  }

  /** What was counted so far. */
  points(): Point[] {
    const { emitted, counters } = this.#totals();
    return [
      ...[...emitted].map(({ name, emitted: value }) =>
        point('dynamodb_cdc_records_emitted_total', value, name),
      ),
      ...Object.entries(counters).map(([name, value]) =>
        point('dynamodb_cdc_records_left_out_total', value, name.replace(/_count$/, '')),
      ),
      ...[...this.#shards].flatMap(([shard, { records, bytes }]) => [
        point('dynamodb_cdc_shard_records_total', records, shard),
        point('dynamodb_cdc_shard_bytes_total', bytes, shard),
      ]),
    ];
  }

  /** Takes the line off the terminal and logs the metrics. */
  end(): void {
    this.#log.status(undefined);
    this.metrics();
  }

  #counter(metric: string, value: number, tags: Record<string, string>): void {
    this.#counters.total({ type: 'counter', metric, value, tags });
  }

  #showStatus(now: number): void {
    this.#nextStatus = now + STATUS_MS;
    const shards = [...this.#shards.values()];
    const records = shards.reduce((sum, shard) => sum + shard.records, 0);
    const lag = Math.max(0, ...shards.map((shard) => shard.millisBehindLatest));
    const rate = Math.round(records / Math.max(1, (now - this.#began) / 1000));
    this.#log.status(
      `${counted(records, 'record')}, ${rate}/s, ${Math.round(lag / 1000)} s behind, ${counted(shards.length, 'shard')}`,
    );
  }
}
