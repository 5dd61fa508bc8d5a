import type { Board } from './board.ts';
import type { Point } from './report.ts';

/** Columns of the two tables: what they are called, and the metrics that they show. */
const SHARDS = {
  records: 'dynamodb_cdc_shard_records_total',
  bytes: 'dynamodb_cdc_shard_bytes_total',
  readLagSeconds: 'dynamodb_cdc_shard_read_lag_seconds',
  durableLagSeconds: 'dynamodb_cdc_shard_durable_lag_seconds',
  unansweredSeconds: 'dynamodb_cdc_shard_unanswered_seconds',
  retentionLeftSeconds: 'dynamodb_cdc_shard_retention_left_seconds',
} as const;
const STREAMS = {
  emitted: 'dynamodb_cdc_records_emitted_total',
  received: 'dynamodb_cdc_records_received_total',
  written: 'dynamodb_cdc_rows_written_total',
  deleted: 'dynamodb_cdc_rows_deleted_total',
  superseded: 'dynamodb_cdc_records_superseded_total',
  stale: 'dynamodb_cdc_records_stale_total',
  overflowed: 'dynamodb_cdc_records_overflowed_total',
  dead: 'dynamodb_cdc_records_dead_total',
  snapshotItems: 'dynamodb_cdc_snapshot_items_total',
  snapshotBytes: 'dynamodb_cdc_snapshot_bytes_total',
  snapshotLeftSeconds: 'dynamodb_cdc_snapshot_left_seconds',
  snapshotComplete: 'dynamodb_cdc_snapshot_complete',
  lastChange: 'dynamodb_cdc_last_change_timestamp_seconds',
} as const;

/** Pairs of a shard and what it came from. */
const PARENT = 'dynamodb_cdc_shard_parent';

/** All that is known, as JSON; times in milliseconds since the epoch. */
export function statusOf(board: Board, now: number): object {
  const { about, startedAt, ready, notices } = board;
  const points = board.points();
  return {
    ...about,
    now,
    startedAt,
    ready: ready.ok,
    causes: ready.causes,
    shards: withRelatives(table(points, SHARDS), points),
    streams: table(points, STREAMS),
    totals: totals(points),
    notices,
  };
}

interface Row {
  readonly name: string;
  [column: string]: string | number;
}

/** Rows of shards with what each came from, and what became of it; members that would be empty are left out. */
function withRelatives(shards: readonly Row[], points: readonly Point[]): object[] {
  const pairs = points.filter(({ name }) => name === PARENT).map(({ labels }) => labels);
  return shards.map((row) => {
    const parents = pairs.flatMap(([shard, parent]) => (shard === row.name ? [parent] : []));
    const children = pairs.flatMap(([shard, parent]) => (parent === row.name ? [shard] : []));
    return {
      ...row,
      ...(parents.length > 0 ? { parents } : {}),
      ...(children.length > 0 ? { children } : {}),
    };
  });
}

/** A row for each value of the label. */
function table(points: readonly Point[], columns: Readonly<Record<string, string>>): Row[] {
  const rows = new Map<string, Row>();
  for (const [column, metric] of Object.entries(columns)) {
    for (const { name, labels, value } of points) {
      const [label = ''] = labels;
      if (name !== metric || typeof value !== 'number') continue;
      const row: Row = rows.get(label) ?? { name: label };
      rows.set(label, row);
      row[column] = value;
    }
  }
  return [...rows.values()];
}

/** What has a series of its own for no shard and no stream. */
function totals(points: readonly Point[]): Record<string, number> {
  const shown = points.flatMap(({ name, labels, value }) => {
    const isTable = [PARENT, ...Object.values(SHARDS), ...Object.values(STREAMS)].some(
      (metric) => metric === name,
    );
    const key = [name.replace(/^dynamodb_cdc_/, ''), ...labels].join(' ');
    return isTable || typeof value !== 'number' ? [] : [[key, value]];
  });
  return Object.fromEntries(shown) as Record<string, number>;
}
