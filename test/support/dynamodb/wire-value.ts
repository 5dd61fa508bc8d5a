import type { AttributeValue, Item } from './item.ts';

/** How often binaries are base64 encoded in a change record: AWS encodes them twice, LocalStack once. */
export type BinaryEncoding = 'single' | 'double';

/** An item as it is in the JSON of a change record. */
export function wireItem(item: Item, binary: BinaryEncoding): object {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, wireValue(value, binary)]));
}

function wireValue(value: AttributeValue, binary: BinaryEncoding): object {
  if ('B' in value) return { B: encode(value.B, binary) };
  if ('BS' in value) return { BS: value.BS.map((bytes) => encode(bytes, binary)) };
  if ('M' in value) return { M: wireItem(value.M, binary) };
  if ('L' in value) return { L: value.L.map((element) => wireValue(element, binary)) };
  return value;
}

function encode(bytes: Uint8Array, binary: BinaryEncoding): string {
  const once = Buffer.from(bytes).toString('base64');
  return binary === 'single' ? once : Buffer.from(once).toString('base64');
}
