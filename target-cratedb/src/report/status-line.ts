import { counted } from '@cdc-relay/singer';
import type { StreamCounts } from './counts.ts';

const MEGABYTE = 1024 * 1024;

/** One line that says how far the load is; `seconds` is the time since it began. */
export function statusLine(counts: StreamCounts, waitingBytes: number, seconds: number): string {
  const count = (label: string, value: number): string[] => (value > 0 ? [`${value} ${label}`] : []);
  const received = counts.total('received');
  return [
    counted(received, 'record'),
    `${counts.total('upserted')} written`,
    ...count('deleted', counts.total('deleted')),
    ...count('stale', counts.total('stale')),
    ...count('overflowed', counts.total('overflowed')),
    ...count('bad', counts.total('bad')),
    `${(waitingBytes / MEGABYTE).toFixed(1)} MB waiting`,
    `${Math.round(received / Math.max(seconds, 0.001))} records/s`,
  ].join(', ');
}
