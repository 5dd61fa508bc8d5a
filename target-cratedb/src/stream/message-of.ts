import { MalformedMessage, parseMessage, type SingerMessage } from '@cdc-relay/singer';
import type { BadRecords } from '../bad-record/bad-records.ts';
import { lineFault } from '../bad-record/line-fault.ts';
import type { Origin } from '../bad-record/origin.ts';
import { type Line, UnreadableLine } from '../input/lines.ts';
import { streamIn } from './line-parts.ts';

/**
 * The message of a line; undefined for a line that was sent to the dead-letter file. Throws INPUT_INVALID for a line
 * that is a breach of the protocol, or that cannot be kept; TOO_MANY_BAD_RECORDS.
 */
export function messageOfLine(
  line: Line | UnreadableLine,
  badRecords: BadRecords,
): SingerMessage | undefined {
  if (!(line instanceof UnreadableLine)) return parsed(line, badRecords);
  rejectUnreadable(line, { line: line.number, raw: line.bytes }, badRecords);
  return undefined;
}

function parsed({ number, text }: Line, badRecords: BadRecords): SingerMessage | undefined {
  try {
    return parseMessage(text);
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw error;
    const stream = streamIn(text);
    if (error.what === 'protocol') throw lineFault(number, stream, error.message, error);
    badRecords.reject({ line: number, raw: text }, stream, error.message, error);
    return undefined;
  }
}

/** Of a line that is too long only the beginning is there, which cannot be kept. */
export function rejectUnreadable(
  { bytes, message, tooLong }: UnreadableLine,
  origin: Origin,
  badRecords: BadRecords,
  stream = streamIn(bytes),
): void {
  const where = origin.file === undefined ? message : `${origin.file}: ${message}`;
  if (tooLong) throw lineFault(origin.line, stream, where);
  badRecords.reject(origin, stream, message);
}
