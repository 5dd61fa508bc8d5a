import { type NativeAttributeValue, NumberValueImpl, unmarshall } from '@aws-sdk/util-dynamodb';
import { Decimal, type JsonValue, parseDecimal } from '@cdc-relay/singer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeEvent } from './decode.ts';
import { readEnvelope } from './envelope.ts';
import { compareNumbers } from './number.ts';

const digits = fc.stringMatching(/^-?[1-9][0-9]{0,37}$/);
const number = fc.oneof(
  digits,
  fc.integer().map(String),
  fc
    .tuple(digits, fc.integer({ min: -80, max: 80 }))
    .map(([mantissa, exponent]) => `${mantissa}E${exponent}`),
);
/** AWS's decoder loses an attribute named __proto__. */
const name = fc.string({ minLength: 1 }).filter((text) => text !== '__proto__');
const binary = fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64'));
const set = (element: fc.Arbitrary<string>) => fc.uniqueArray(element, { minLength: 1, maxLength: 4 });

/** Attribute values in DynamoDB JSON, binaries encoded once. */
const { value } = fc.letrec<{ value: object }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.record({ S: fc.string({ unit: 'binary' }) }),
    fc.record({ N: number }),
    fc.record({ B: binary }),
    fc.record({ BOOL: fc.boolean() }),
    fc.constant({ NULL: true }),
    fc.record({ SS: set(fc.string()) }),
    fc.record({ NS: set(number) }),
    fc.record({ BS: set(binary) }),
    fc.record({ L: fc.array(tie('value'), { maxLength: 4 }) }),
    fc.record({ M: fc.dictionary(name, tie('value'), { maxKeys: 4 }) }),
  ),
}));

test("every attribute value is what AWS's own decoder makes of it", () => {
  fc.assert(
    fc.property(fc.dictionary(name, value), (image) => {
      const dynamodb = { ApproximateCreationDateTime: 1, Keys: { id: { S: '' } }, NewImage: image };
      const record = { eventName: 'INSERT', tableName: 't', dynamodb };
      const event = decodeEvent(readEnvelope(Buffer.from(JSON.stringify(record))));
      const oracle = unmarshall(withBytes(image) as never, { wrapNumbers: true });
      expect(event.newImage).toEqual(plain(oracle));
    }),
  );
});

/** AWS's decoder takes binaries as bytes. */
function withBytes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withBytes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([type, inner]) => [type, bytesIf(type, inner)]));
}

function bytesIf(type: string, inner: unknown): unknown {
  if (type === 'B' && typeof inner === 'string') return Buffer.from(inner, 'base64');
  if (type === 'BS' && Array.isArray(inner) && inner.every((text) => typeof text === 'string'))
    return inner.map((text) => Buffer.from(text, 'base64'));
  return withBytes(inner);
}

/** AWS's values as ours: wrapped numbers exact, bytes in base64, sets as sorted arrays. */
function plain(value: NativeAttributeValue): JsonValue {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Set) return [...value].map(plain).sort(compare);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value as JsonValue;
  if (value instanceof NumberValueImpl) return parseDecimal(String(value.value)) ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

function compare(a: JsonValue, b: JsonValue): number {
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b);
  return String(a) < String(b) ? -1 : 1;
}

function isNumber(value: JsonValue): value is number | Decimal {
  return typeof value === 'number' || value instanceof Decimal;
}
