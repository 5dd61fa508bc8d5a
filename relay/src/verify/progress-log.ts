import type { Logger } from '@cdc-relay/singer';
import type { TableReport } from './finding.ts';

/** How often progress is logged. */
const PROGRESS_MS = 10_000;

/** Logs now and then how far a table is; `expected` is what DynamoDB counted some hours ago. */
export function progressLog(log: Logger, expected: number): (report: TableReport) => void {
  let last = performance.now();
  return ({ table, items, rows, seconds }) => {
    if (performance.now() - last < PROGRESS_MS) return;
    last = performance.now();
    const left = expected - items;
    const estimate = items === 0 || left <= 0 ? '' : `, about ${Math.round((left / items) * seconds)} s left`;
    const read = rows === 0 ? `${items} of about ${expected} items` : `${items} items, ${rows} rows`;
    log.info(`verifying ${table}: ${read}${estimate}`);
  };
}
