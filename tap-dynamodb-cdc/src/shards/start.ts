import { invalidSettings } from '@cdc-relay/singer';
import type { StartOptions } from '../settings/options.ts';

/** Where to begin in a Kinesis stream that has no bookmarks yet; times in milliseconds since the epoch. */
export type Start =
  | { readonly kind: 'earliest' | 'latest' }
  | { readonly kind: 'at-timestamp'; readonly time: number }
  | { readonly kind: 'seqno-at' | 'seqno-after'; readonly sequenceNumber: string };

/** A time that needs no guess about its zone. */
const ISO_8601 = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** Reads the settings about the start. Throws CONFIG_INVALID when the one that `start` needs is missing or wrong. */
export function startOf({ start: kind, startTimestamp, seqno }: StartOptions): Start {
  switch (kind) {
    case 'at-timestamp':
      return { kind, time: timeOf(startTimestamp) };
    case 'seqno-at':
    case 'seqno-after':
      if (seqno !== undefined) return { kind, sequenceNumber: seqno };
      throw invalidSettings([`"start" is ${kind}, but "seqno" is missing`]);
    default:
      return { kind };
  }
}

function timeOf(timestamp: string | undefined): number {
  const time = ISO_8601.test(timestamp ?? '') ? Date.parse(timestamp ?? '') : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw invalidSettings([
    '"start" is at-timestamp, but "start_timestamp" is not a time in ISO 8601 with its zone (2026-11-23T08:00:00Z)',
  ]);
}
