import { createHash } from 'node:crypto';

const HASH_KEYS = 2n ** 128n;

/** A part of Kinesis' 128-bit hash keys, both ends included. */
export interface HashRange {
  readonly from: bigint;
  readonly to: bigint;
}

/** All hash keys in `count` equal parts, as CreateStream divides them among the shards. */
export function evenRanges(count: number): HashRange[] {
  const boundary = (index: number): bigint => (HASH_KEYS * BigInt(index)) / BigInt(count);
  return Array.from({ length: count }, (_, index) => ({
    from: boundary(index),
    to: boundary(index + 1) - 1n,
  }));
}

/** The two halves of a range. */
export function halves({ from, to }: HashRange): [HashRange, HashRange] {
  const middle = (from + to) / 2n;
  return [
    { from, to: middle },
    { from: middle + 1n, to },
  ];
}

/** The one range that two adjacent ranges make. @throws RangeError when there is a gap between them. */
export function union(a: HashRange, b: HashRange): HashRange {
  const [low, high] = a.from < b.from ? [a, b] : [b, a];
  if (low.to + 1n !== high.from) throw new RangeError('only adjacent hash ranges can be merged');
  return { from: low.from, to: high.to };
}

/** Where Kinesis puts a partition key: its MD5 as a number. */
export function hashKey(partitionKey: string): bigint {
  return BigInt(`0x${createHash('md5').update(partitionKey).digest('hex')}`);
}
