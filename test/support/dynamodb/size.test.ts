import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { AttributeValue, Item } from './item.ts';
import { itemSize } from './size.ts';

const FIXTURES = new URL('../../fixtures/kds-records/', import.meta.url);

test.each(readdirSync(FIXTURES))('SizeBytes of the real record %s', (name) => {
  const { dynamodb } = JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8'));
  const images = [dynamodb.Keys, dynamodb.NewImage ?? {}, dynamodb.OldImage ?? {}].map(fromAws);
  expect(images.reduce((total, image) => total + itemSize(image), 0)).toBe(dynamodb.SizeBytes);
});

test.each([
  [{ N: '0' }, 1],
  [{ N: '-1' }, 3],
  [{ N: '1200' }, 2],
  [{ N: '0.00123' }, 3],
  [{ N: '12345678901234567890123456789012345678' }, 20],
  [{ S: 'é€' }, 5],
  [{ M: { a: { NULL: true } } }, 6],
  [{ L: [{ BOOL: true }, { S: '' }] }, 6],
  [{ M: {} }, 3],
] as [AttributeValue, number][])('%j takes %i bytes', (value, bytes) => {
  expect(itemSize({ name: value })).toBe('name'.length + bytes);
});

/** The item of a real record: its binaries are base64 of base64. */
function fromAws(image: Record<string, Record<string, unknown>>): Item {
  return Object.fromEntries(Object.entries(image).map(([name, value]) => [name, valueFromAws(value)]));
}

function valueFromAws(value: Record<string, unknown>): AttributeValue {
  if (typeof value.B === 'string') return { B: decodeTwice(value.B) };
  if (Array.isArray(value.BS)) return { BS: value.BS.map(decodeTwice) };
  return value as unknown as AttributeValue; // the fixtures have no binaries deeper down
}

function decodeTwice(text: string): Buffer {
  return Buffer.from(Buffer.from(text, 'base64').toString(), 'base64');
}
