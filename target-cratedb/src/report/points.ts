import { type MetricName, type Point, point } from '@cdc-relay/singer';
import type { CountName, Counts, StreamCounts } from './counts.ts';

/** The metrics of what is counted per stream. */
const METRICS = {
  received: 'dynamodb_cdc_records_received_total',
  upserted: 'dynamodb_cdc_rows_written_total',
  deleted: 'dynamodb_cdc_rows_deleted_total',
  superseded: 'dynamodb_cdc_records_superseded_total',
  stale: 'dynamodb_cdc_records_stale_total',
  overflowed: 'dynamodb_cdc_records_overflowed_total',
  bad: 'dynamodb_cdc_records_dead_total',
  bytes: 'dynamodb_cdc_row_bytes_total',
} as const satisfies { readonly [name in CountName]?: MetricName };

/** What was counted so far, as metrics. */
export function pointsOf(counts: StreamCounts): Point[] {
  return [
    ...[...counts.entries()].flatMap(([stream, of]) => streamPoints(stream, of)),
    ...counts.batchPoints(),
  ];
}

function streamPoints(stream: string, counts: Counts): Point[] {
  const counted = Object.entries(METRICS).map(([name, metric]) =>
    point(metric, counts[name as keyof typeof METRICS], stream),
  );
  const { lastChange } = counts;
  if (lastChange === undefined) return counted;
  return [...counted, point('dynamodb_cdc_last_change_timestamp_seconds', lastChange / 1000, stream)];
}
