import { isJsonObject, type JsonValue } from '@cdc-relay/singer';

/**
 * True when no two items are equal, whatever the order of their members. The validator's own way compares each item to
 * each other one, which takes hours where a line may be 64 MB long.
 */
export function areUnique(items: readonly unknown[]): boolean {
  return new Set(items.map(canonicalText)).size === items.length;
}

function canonicalText(item: unknown): string {
  return JSON.stringify(item, (_, value: JsonValue) => (isJsonObject(value) ? sorted(value) : value));
}

function sorted(value: Readonly<Record<string, JsonValue>>): object {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
