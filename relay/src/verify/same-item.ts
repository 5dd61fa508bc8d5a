import { isDeepStrictEqual } from 'node:util';

/** The kinds of sets, whose elements DynamoDB answers in any order. */
const SETS = ['SS', 'NS', 'BS'] as const;

/** True when an item is the same at two times: both undefined, or the same attributes. */
export function sameItem(a: object | undefined, b: object | undefined): boolean {
  return isDeepStrictEqual(inOrder(a), inOrder(b));
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      isSet(name, member) ? [...member].sort(byText) : inOrder(member),
    ]),
  );
}

function isSet(name: string, member: unknown): member is unknown[] {
  return SETS.some((kind) => kind === name) && Array.isArray(member);
}

function byText(a: unknown, b: unknown): number {
  return String(a) < String(b) ? -1 : 1;
}
