const ZEROS = /^0+(?=\d)/;

/**
 * Orders the sequence numbers of one shard, which are whole numbers of many digits: negative when `a` comes before
 * `b`. Without leading zeros, which emulators write, the longer one is larger.
 */
export function compareSequenceNumbers(a: string, b: string): number {
  if (a === b) return 0;
  if (a.startsWith('0') || b.startsWith('0'))
    return compareDigits(a.replace(ZEROS, ''), b.replace(ZEROS, ''));
  return compareDigits(a, b);
}

function compareDigits(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
