import type { ChangeEvent } from '../change-record/event.ts';

/** Digits of the length in front of a sequence number, and of the number of a part of a record. */
const LENGTH_DIGITS = 3;
const PART_DIGITS = 9;

/**
 * What orders a change among those of its item with the same version: the sequence number, of DynamoDB Streams where the
 * record has one, else of Kinesis. Sequence numbers of an item rise within a shard and from a shard to those that it was
 * split into. Undefined where nothing needs it: times in microseconds, snapshots.
 */
export function sequenceOrder(
  { micros, streamSequence, eventName }: Pick<ChangeEvent, 'micros' | 'streamSequence' | 'eventName'>,
  kinesisSequence: string | null,
): string | undefined {
  if (micros % 1000 !== 0 || eventName === 'SNAPSHOT') return undefined;
  const number = streamSequence || kinesisSequence;
  return number === null ? undefined : sortable(number);
}

/** A number of many digits as text that sorts like it: its length goes first. `12.2`, of dumps, follows `12`. */
function sortable(sequenceNumber: string): string {
  const [digits = '', part] = sequenceNumber.split('.');
  const plain = digits.replace(/^0+(?=\d)/, '');
  const tail = part === undefined ? '' : `.${part.padStart(PART_DIGITS, '0')}`;
  return `${String(plain.length).padStart(LENGTH_DIGITS, '0')}:${plain}${tail}`;
}
