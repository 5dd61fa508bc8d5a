const ZEROS = /^0+(?=\d)/;

/**
 * Orders the sequence numbers of one shard, which are whole numbers of many digits: negative when `a` comes before
 * `b`. Without leading zeros, which emulators write, the longer one is larger. In dumps, `12.2` follows `12`.
 */
export function compareSequenceNumbers(a: string, b: string): number {
  if (a === b) return 0;
  if (a.includes('.') || b.includes('.')) return compareParts(a.split('.'), b.split('.'));
  if (a.startsWith('0') || b.startsWith('0'))
    return compareDigits(a.replace(ZEROS, ''), b.replace(ZEROS, ''));
  return compareDigits(a, b);
}

function compareParts([a = '', subA = '0']: string[], [b = '', subB = '0']: string[]): number {
  return compareDigits(a, b) || compareDigits(subA, subB);
}

function compareDigits(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
