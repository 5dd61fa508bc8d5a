import { type Cause, causeOf, point, type Report, resources } from '@cdc-relay/singer';
import type { DaemonMessage } from './protocol.ts';

/** The processes of shards have one name in the metrics: there is any number of them. */
const PROGRAM = 'shard-processor';

/** What the process of a shard knows of its reading, for metrics and health. Times are milliseconds of a clock that only goes forward. */
export class ShardCounts {
  readonly #shardId: string;
  readonly #readyMs: number;
  #records = 0;
  #bytes = 0;
  #behindMs = 0;
  /** Since when the daemon is silent; undefined while this process has to answer it. */
  #idleSince: number | undefined;

  constructor(shardId: string, readyMs: number) {
    this.#shardId = shardId;
    this.#readyMs = readyMs;
  }

  /** The daemon has sent a message. */
  called(message: DaemonMessage): void {
    this.#idleSince = undefined;
    if (message.action !== 'processRecords') return;
    this.#records += message.records.length;
    // Base64 has four characters for three bytes.
    for (const { data } of message.records) this.#bytes += Math.floor((data.length * 3) / 4);
    this.#behindMs = message.millisBehindLatest ?? this.#behindMs;
  }

  /** The message is dealt with. */
  answered(now: number): void {
    this.#idleSince = now;
  }

  report(now: number): Report {
    const idleMs = now - (this.#idleSince ?? now);
    const shard = this.#shardId;
    return {
      points: [
        point('dynamodb_cdc_shard_records_total', this.#records, shard),
        point('dynamodb_cdc_shard_bytes_total', this.#bytes, shard),
        point('dynamodb_cdc_shard_read_lag_seconds', this.#behindMs / 1000, shard),
        point('dynamodb_cdc_shard_unanswered_seconds', idleMs / 1000, shard),
        ...resources(PROGRAM),
      ],
      causes: this.#causes(idleMs),
    };
  }

  /** The daemon calls also where a shard has nothing new. */
  #causes(idleMs: number): Cause[] {
    if (idleMs <= this.#readyMs) return [];
    const seconds = Math.round(idleMs / 1000);
    return [
      causeOf('SHARD_UNANSWERED', `the daemon has brought nothing of ${this.#shardId} for ${seconds} s`),
    ];
  }
}
