import { createHash } from 'node:crypto';

/** The kinds of sets, whose elements DynamoDB returns in any order. */
const SETS = new Set(['SS', 'NS', 'BS']);

/**
 * The same text for the same item, whatever the order of its attributes and of the elements of its sets, and another one for every
 * other item; `none` where there is no item. Items may have 400 KB each: this is what is kept of them.
 */
export function itemDigest(item: object | undefined): string {
  if (item === undefined) return 'none';
  return createHash('sha256')
    .update(JSON.stringify(inOrder(item)))
    .digest('base64');
}

function inOrder(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [
      name,
      SETS.has(name) && Array.isArray(member) ? member.map(inOrder).sort() : inOrder(member),
    ]);
}
