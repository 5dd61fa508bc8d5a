import { counted, type Finding, ok, warn } from '@cdc-relay/singer';
import type { TableDescription } from '../dynamodb/port.ts';

/** What two processors bring, with the target beside the tap: docs/performance.md has the figure. */
const ITEMS_A_SECOND = 10_000;

const BYTES_OF_UNIT = 4096;
const HOUR_S = 3600;

/** How a table is scanned. */
export interface ScanPlan {
  /** Read capacity units a second; Infinity where nothing limits them. */
  readonly units: number;
  readonly consistent: boolean;
  /** Processes that take the table together. */
  readonly shares: number;
  /** How long changes are kept meanwhile (milliseconds); Infinity where that is not known. */
  readonly retentionMs: number;
}

/** How long the scan of a table takes, on which basis, and whether changes are kept for that long. */
export function judgeScan(table: string, described: TableDescription, plan: ScanPlan): Finding {
  const { units, consistent, shares, retentionMs } = plan;
  const items = described.itemCount / shares;
  const unitsNeeded = described.bytes / shares / BYTES_OF_UNIT / (consistent ? 1 : 2);
  const byItems = items / ITEMS_A_SECOND;
  const byUnits = unitsNeeded / units;
  const basis =
    byUnits > byItems
      ? `at snapshot_read_units ${units}`
      : `at ${ITEMS_A_SECOND} items a second of a process`;
  const hours = Math.max(byItems, byUnits) / HOUR_S;
  const size = `about ${counted(described.itemCount, 'item')}, ${Math.ceil(described.bytes / 2 ** 20)} MiB`;
  const each = shares > 1 ? `each of ${shares} shares` : 'a scan';
  const said = `${table}: ${size}: ${each} takes about ${hoursText(hours)} ${basis}`;
  const keptHours = retentionMs / HOUR_S / 1000;
  if (hours < keptHours) return ok(said);
  return warn(
    `${said}, longer than the ${keptHours} h that the stream keeps changes: raise its retention, or use snapshot_share or snapshot_source export`,
  );
}

/** How long the items of exports take, and whether the changes that follow them are kept for that long (`leftMs`). */
export function judgeLoading(table: string, items: number, leftMs: number): Finding {
  const hours = items / ITEMS_A_SECOND / HOUR_S;
  const said = `${table}: ${counted(items, 'item')}: loading takes about ${hoursText(hours)} at ${ITEMS_A_SECOND} items a second of a process`;
  const left = leftMs / HOUR_S / 1000;
  if (left === Number.POSITIVE_INFINITY) return ok(said);
  if (hours < left) return ok(`${said}; the changes that follow are kept for another ${left.toFixed(1)} h`);
  return warn(
    `${said}, longer than the ${left.toFixed(1)} h for which the changes that follow are still kept: raise the retention of the stream, or take a newer export`,
  );
}

function hoursText(hours: number): string {
  return hours < 1 ? `${Math.max(1, Math.ceil(hours * 60))} min` : `${hours.toFixed(1)} h`;
}
