const POSITION_DIGITS = 44;

/**
 * The sequence number of a record: 56 digits like Kinesis', ordered by position within a shard. Neighbours
 * differ in the last digits only, so whoever compares them as JavaScript numbers finds them equal.
 * Position 0 is the shard's StartingSequenceNumber; its records have 1, 2, 3, …
 */
export function sequenceNumber(shardNumber: number, position: number): string {
  return `${prefix(shardNumber)}${String(position).padStart(POSITION_DIGITS, '0')}`;
}

/** The position that a sequence number stands for, undefined when it is not one of that shard. */
export function positionOf(shardNumber: number, text: string): number | undefined {
  const start = prefix(shardNumber);
  if (!/^\d{56}$/.test(text) || !text.startsWith(start)) return undefined;
  return Number(text.slice(start.length));
}

function prefix(shardNumber: number): string {
  return `4966${String(shardNumber).padStart(8, '0')}`;
}
