import { invalidSettings } from '@cdc-relay/singer';

/** A part of a table that one of several processes scans. */
export interface Share {
  /** From 1 to `count`. */
  readonly number: number;
  readonly count: number;
}

/**
 * A share has this many segments, whatever the settings of its process say: shares that disagreed on the number of all
 * segments would leave items out.
 */
export const SEGMENTS_OF_SHARE = 16;

/** DynamoDB divides a table into a million segments at most. */
const MAX_SHARES = 1_000_000 / SEGMENTS_OF_SHARE;

const FORM = /^([1-9]\d{0,6})\/([1-9]\d{0,6})$/;

/** Reads a share as the settings and the state name it: `3/8` is the third of eight. Throws CONFIG_INVALID. */
export function shareOf(text: string): Share {
  const [, number, count] = (FORM.exec(text) ?? []).map(Number);
  if (number === undefined || count === undefined)
    throw invalid(text, 'two whole numbers from 1 on, as in 3/8, without spaces');
  if (count > MAX_SHARES) throw invalid(text, `of ${MAX_SHARES} shares at most`);
  if (number > count) throw invalid(text, `one of ${count}: from 1/${count} to ${count}/${count}`);
  return { number, count };
}

/** Which of DynamoDB's segments are scanned. */
export interface Span {
  /** The first of them; DynamoDB counts from 0. */
  readonly first: number;
  /** How many the table is divided into. */
  readonly total: number;
}

/** The segments of a share, or, without one, all of this many. */
export function spanOf(share: Share | undefined, segments: number): Span {
  if (share === undefined) return { first: 0, total: segments };
  return { first: (share.number - 1) * segments, total: share.count * segments };
}

function invalid(text: string, form: string): Error {
  return invalidSettings([`"snapshot_share" is ${JSON.stringify(text)}: it must be ${form}`]);
}
