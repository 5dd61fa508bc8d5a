import { CrateError, INTERNAL } from '../errors/crate-error.ts';

/** Dimensions, null flag, element type; then length and lower bound of the one dimension: 32-bit integers. */
const HEADER = 12;
const DIMENSION = 8;

/** Reads an array of one dimension in PostgreSQL's binary format, whose elements are texts. */
export function parseBinaryArray(bytes: Buffer): (string | null)[] {
  const dimensions = bytes.readInt32BE(0);
  if (dimensions === 0) return [];
  if (dimensions !== 1) throw new CrateError(INTERNAL, 'arrays of more than one dimension are not supported');
  let at = HEADER + DIMENSION;
  return Array.from({ length: bytes.readInt32BE(HEADER) }, () => {
    const size = bytes.readInt32BE(at);
    at += 4;
    if (size < 0) return null;
    at += size;
    return bytes.toString('utf8', at - size, at);
  });
}
