/** What a metric is: the source of `/metrics`, and of docs/metrics.md. */
export interface MetricEntry {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  readonly help: string;
  /** Upper bounds of a histogram's buckets, without the last one. */
  readonly buckets?: readonly number[];
  /**
   * What becomes of the series beyond the limit, and of the same series of several processes: their sum is shown, or the
   * largest or smallest of them.
   */
  readonly others?: 'sum' | 'max' | 'min';
}

const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600];
const ROWS = [1, 10, 100, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000];

/** All metrics, by their names. A name never changes its meaning. */
export const METRICS = {
  dynamodb_cdc_ready: {
    type: 'gauge',
    labels: [],
    help: '1 while /readyz answers 200, else 0.',
  },
  dynamodb_cdc_not_ready: {
    type: 'gauge',
    labels: ['code'],
    help: '1 for each cause for which /readyz answers 503.',
  },
  dynamodb_cdc_restarts_total: {
    type: 'counter',
    labels: ['program'],
    help: 'Restarts of the pipeline after a failure, by the program that failed.',
  },
  dynamodb_cdc_memory_bytes: {
    type: 'gauge',
    labels: ['program'],
    help: 'Resident memory of a program.',
  },
  dynamodb_cdc_cpu_seconds_total: {
    type: 'counter',
    labels: ['program'],
    help: 'Processor time of a program, user and system.',
  },
  dynamodb_cdc_shards: {
    type: 'gauge',
    labels: ['state'],
    help: 'Shards by state: `read` (by this tap, now), `unread` (could be read, but nobody does), `waiting` (its parent comes first), `closed` (read to the end).',
  },
  dynamodb_cdc_shard_records_total: {
    type: 'counter',
    labels: ['shard'],
    help: 'Records that were read from a shard.',
  },
  dynamodb_cdc_shard_bytes_total: {
    type: 'counter',
    labels: ['shard'],
    help: 'Bytes of the data of the records that were read from a shard.',
  },
  dynamodb_cdc_shard_read_lag_seconds: {
    type: 'gauge',
    labels: ['shard'],
    others: 'max',
    help: 'How far reading is behind the tip of a shard (MillisBehindLatest).',
  },
  dynamodb_cdc_shard_durable_lag_seconds: {
    type: 'gauge',
    labels: ['shard'],
    others: 'max',
    help: 'How far the rows in CrateDB are behind the tip of a shard, at most: its read lag and the age of the oldest record that is not durable. Only where the relay, which knows both, serves the metrics.',
  },
  dynamodb_cdc_shard_unanswered_seconds: {
    type: 'gauge',
    labels: ['shard'],
    others: 'max',
    help: 'For how long a shard has not answered, while it is asked; 0 after each successful read.',
  },
  dynamodb_cdc_shard_retention_left_seconds: {
    type: 'gauge',
    labels: ['shard'],
    others: 'min',
    help: 'How long what is read next is still kept by Kinesis: at 0 records are lost.',
  },
  dynamodb_cdc_shard_parent: {
    type: 'gauge',
    labels: ['shard', 'parent'],
    help: '1 for each parent of a shard, where one of the two is read and Kinesis lists both.',
  },
  dynamodb_cdc_records_emitted_total: {
    type: 'counter',
    labels: ['stream'],
    help: 'Records that left the tap, by Singer stream (the table in DynamoDB).',
  },
  dynamodb_cdc_records_left_out_total: {
    type: 'counter',
    labels: ['reason'],
    help: 'Records that the tap read and did not emit: `deselected`, `snapshot_superseded`, `duplicate`, `overtaken`, or `dead_letter` for those in its dead-letter file.',
  },
  dynamodb_cdc_snapshot_items_total: {
    type: 'counter',
    labels: ['stream'],
    help: 'Items of snapshots that left the tap, by Singer stream.',
  },
  dynamodb_cdc_snapshot_bytes_total: {
    type: 'counter',
    labels: ['stream'],
    help: 'Bytes of those items: of a scan by the read units that its pages took, of an export those of its lines.',
  },
  dynamodb_cdc_snapshot_left_seconds: {
    type: 'gauge',
    labels: ['stream'],
    others: 'max',
    help: 'How long a snapshot still takes, at the rate until now and by the items that DynamoDB has counted; 0 once it is complete, no series while it is not known.',
  },
  dynamodb_cdc_snapshot_complete: {
    type: 'gauge',
    labels: ['stream'],
    others: 'min',
    help: '1 for a stream whose snapshot is complete, also in an earlier run; 0 while it is due or under way.',
  },
  dynamodb_cdc_aws_retries_total: {
    type: 'counter',
    labels: ['code'],
    help: 'Calls of AWS that failed and were retried, by the code of the error.',
  },
  dynamodb_cdc_throttles_total: {
    type: 'counter',
    labels: [],
    help: 'Calls of Kinesis that were refused because a shard is read too fast.',
  },
  dynamodb_cdc_iterator_renewals_total: {
    type: 'counter',
    labels: [],
    help: 'Shard iterators that were replaced by new ones.',
  },
  dynamodb_cdc_stdout_blocked_seconds: {
    type: 'gauge',
    labels: [],
    others: 'max',
    help: 'For how long the reader of the tap’s stdout has not read, now.',
  },
  dynamodb_cdc_records_received_total: {
    type: 'counter',
    labels: ['stream'],
    help: 'Records that the target received.',
  },
  dynamodb_cdc_rows_written_total: {
    type: 'counter',
    labels: ['stream'],
    help: 'Rows that were inserted or updated.',
  },
  dynamodb_cdc_rows_deleted_total: {
    type: 'counter',
    labels: ['stream'],
    help: 'Rows that were deleted, or marked as deleted.',
  },
  dynamodb_cdc_records_superseded_total: {
    type: 'counter',
    labels: ['stream'],
    help: 'Records that gave way to a newer one of their key before they were written.',
  },
  dynamodb_cdc_records_stale_total: {
    type: 'counter',
    labels: ['stream'],
    help: 'Records that were dropped, as something newer is known about their key.',
  },
  dynamodb_cdc_records_overflowed_total: {
    type: 'counter',
    labels: ['stream'],
    help: 'Records of which a part is in the overflow column.',
  },
  dynamodb_cdc_records_dead_total: {
    type: 'counter',
    labels: ['stream'],
    help: 'Records that were not loaded and are in the target’s dead-letter file; an empty stream where it is not known.',
  },
  dynamodb_cdc_row_bytes_total: {
    type: 'counter',
    labels: ['stream'],
    help: 'Bytes of the rows that were written.',
  },
  dynamodb_cdc_last_change_timestamp_seconds: {
    type: 'gauge',
    labels: ['stream'],
    others: 'max',
    help: 'When a batch of a stream was written last, in seconds since 1970.',
  },
  dynamodb_cdc_batch_rows: {
    type: 'histogram',
    labels: [],
    buckets: ROWS,
    help: 'Operations of a batch.',
  },
  dynamodb_cdc_batch_seconds: {
    type: 'histogram',
    labels: [],
    buckets: SECONDS,
    help: 'How long it took to write a batch.',
  },
  dynamodb_cdc_put_to_durable_seconds: {
    type: 'histogram',
    labels: [],
    buckets: SECONDS,
    help: 'From the change in DynamoDB (the version of the record, `_sdc_sequence`) until its row was durable; for items of a snapshot, from the version of the snapshot.',
  },
  dynamodb_cdc_statements_retried_total: {
    type: 'counter',
    labels: ['cause'],
    help: 'Statements that were sent to CrateDB again, by cause: `transient`, `memory`, `blocked`, `spurious`, …',
  },
  dynamodb_cdc_connections_lost_total: {
    type: 'counter',
    labels: [],
    help: 'Connections to CrateDB that were given up after an error, and replaced.',
  },
  dynamodb_cdc_undurable_age_seconds: {
    type: 'gauge',
    labels: [],
    others: 'max',
    help: 'How long ago the oldest record came that is not durable; 0 when nothing waits.',
  },
  dynamodb_cdc_undurable_bytes: {
    type: 'gauge',
    labels: [],
    help: 'Bytes of the records in memory that are not durable.',
  },
  dynamodb_cdc_states_total: {
    type: 'counter',
    labels: [],
    help: 'STATE values that are durable: everything before them is in CrateDB, and they are kept.',
  },
  dynamodb_cdc_state_age_seconds: {
    type: 'gauge',
    labels: [],
    others: 'max',
    help: 'How long ago the last STATE became durable; since the start, as long as none has. An idle pipeline prints none.',
  },
} as const satisfies { readonly [name: string]: MetricEntry };

/** The name of a metric. */
export type MetricName = keyof typeof METRICS;
