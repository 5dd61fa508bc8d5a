import { readdirSync, readFileSync } from 'node:fs';
import { Decimal } from '@cdc-relay/singer';
import { describe, expect, test } from 'vitest';
import { binaryEncoding } from './binary.ts';
import { type DecodeOptions, decodeEvent } from './decode.ts';
import { readEnvelope } from './envelope.ts';
import type { ChangeEvent } from './event.ts';
import { InvalidChangeRecord } from './invalid.ts';

const FIXTURES = new URL('../../../test/fixtures/kds-records/', import.meta.url);

const decodeChangeRecord = (data: Uint8Array, options?: DecodeOptions): ChangeEvent =>
  decodeEvent(readEnvelope(data), options);

const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** A change record with this image; these members replace the usual ones. */
function record(newImage: unknown, dynamodb: object = {}, envelope: object = {}): Buffer {
  const usual = { ApproximateCreationDateTime: 1649931248740, Keys: { id: { S: 'x' } }, NewImage: newImage };
  return bytes({ eventName: 'INSERT', tableName: 't', dynamodb: { ...usual, ...dynamodb }, ...envelope });
}

const decoded = (attribute: unknown) => decodeChangeRecord(record({ a: attribute })).newImage?.a;

test.each(readdirSync(FIXTURES))(
  '%s: a real record is decoded, and its binaries are encoded twice',
  (name) => {
    const data = readFileSync(new URL(name, FIXTURES));
    const event = decodeChangeRecord(data);
    const { tableName, dynamodb } = JSON.parse(data.toString());
    expect(event.table).toBe(tableName);
    expect(Object.keys(event.newImage ?? {})).toEqual(Object.keys(dynamodb.NewImage ?? {}));
    expect(binaryEncoding(dynamodb)).toBe('double');
  },
);

describe('attribute values', () => {
  test.each([
    [{ S: '' }, ''],
    [{ N: '5' }, 5],
    [{ N: '-0' }, 0],
    [{ N: '5.0' }, 5],
    [{ N: '63.06' }, 63.06],
    [{ N: '123456789012345' }, 123456789012345],
    [{ N: '1721011165891550' }, 1721011165891550],
    [{ N: '9007199254740993' }, new Decimal('9007199254740993')],
    [
      { N: '-12345678901234567890123456789012345678' },
      new Decimal('-12345678901234567890123456789012345678'),
    ],
    [
      { N: '9.9999999999999999999999999999999999999E+125' },
      new Decimal('9.9999999999999999999999999999999999999E+125'),
    ],
    [{ N: '1E-130' }, 1e-130],
    [{ BOOL: false }, false],
    [{ NULL: true }, null],
    [{ M: { b: { L: [{ S: 'c' }, { NULL: true }] } } }, { b: ['c', null] }],
    [{ SS: ['b', 'a', 'B'] }, ['B', 'a', 'b']],
    [{ NS: ['10', '9', '-1', '1E-5'] }, [-1, 0.00001, 9, 10]],
    [
      { NS: ['9007199254740993', '9007199254740992', '9007199254740992.5'] },
      [9007199254740992, new Decimal('9007199254740992.5'), new Decimal('9007199254740993')],
    ],
  ])('%j', (attribute, value) => {
    expect(decoded(attribute)).toEqual(value);
  });

  test('names like members of Object.prototype are names', () => {
    const image = JSON.parse('{"__proto__":{"S":"p"},"constructor":{"M":{"__proto__":{"N":"1"}}}}');
    const item = decodeChangeRecord(record(image)).newImage;
    expect(JSON.stringify(item)).toBe('{"__proto__":"p","constructor":{"__proto__":1}}');
  });
});

describe('binaries come out in single base64', () => {
  const once = Buffer.from('test').toString('base64');
  const twice = Buffer.from(once).toString('base64');
  const keys = 'id'.length + 1;
  const image = 'a'.length + 'test'.length;
  test.each([
    ['encoded twice, as AWS does it', twice, keys + image, once],
    ['encoded once, as LocalStack does it', once, keys + image, once],
    ['encoded once, and larger than DynamoDB counts it', once, 300, once],
    ['of an emulator that does not know sizes', once, 0, once],
    ['of an emulator that sends no size', once, undefined, once],
    [
      'that cannot be encoded twice',
      Buffer.from('?').toString('base64'),
      1,
      Buffer.from('?').toString('base64'),
    ],
    ['of no bytes', '', keys + 1, ''],
  ])('%s', (_, B, SizeBytes, expected) => {
    const event = decodeChangeRecord(record({ a: { B } }, { SizeBytes }));
    expect(event.newImage).toEqual({ a: expected });
  });

  test('sets are sorted, at any depth', () => {
    const attribute = { M: { deep: { L: [{ BS: ['Yg==', 'YQ=='] }] } } };
    expect(decoded(attribute)).toEqual({ deep: [['YQ==', 'Yg==']] });
  });
});

describe('times in microseconds', () => {
  test.each([
    [1649931248740, undefined, 1649931248740000],
    [1721011165891550, undefined, 1721011165891550],
    [1649931248, undefined, 1649931248000000],
    [1649931248.5, undefined, 1649931248500000],
    [1649931248740, 'MILLISECOND', 1649931248740000],
    [1721011165891550, 'MICROSECOND', 1721011165891550],
    [1649931248, 'SECOND', 1649931248000000],
    [7, 'MICROSECOND', 7],
  ])('%d %s', (time, precision, micros) => {
    const dynamodb = { ApproximateCreationDateTime: time, ApproximateCreationDateTimePrecision: precision };
    expect(decodeChangeRecord(record({}, dynamodb)).micros).toBe(micros);
  });
});

describe('records of DynamoDB Streams', () => {
  const arn = 'arn:aws-cn:dynamodb:cn-north-1:123456789012:table/a.table_1-x/stream/2026-11-27T06:00:00.000';
  const streamRecord = (dynamodb: object, envelope: object = {}): Buffer =>
    record(
      { b: { B: 'YWJjZA==' } },
      { ApproximateCreationDateTime: 1_649_931_248, ...dynamodb },
      {
        tableName: undefined,
        eventSourceARN: arn,
        ...envelope,
      },
    );

  test('the table is that of the ARN, binaries are encoded once, whatever SizeBytes says', () => {
    // As base64 of base64, the text would be four characters.
    const event = decodeChangeRecord(streamRecord({ SequenceNumber: '0042', SizeBytes: 7 }));
    expect(event).toMatchObject({
      table: 'a.table_1-x',
      streamSequence: '0042',
      newImage: { b: 'YWJjZA==' },
    });
    expect(event.micros).toBe(1_649_931_248_000_000);
  });

  test.each([
    ['of their shape by the ARN alone', {}, {}, ''],
    ['of their shape by the sequence number', { SequenceNumber: '7' }, { tableName: 't' }, '7'],
    ['of a sequence number that is none', { SequenceNumber: 'x' }, {}, ''],
    ["DynamoDB's own", {}, { tableName: 't' }, undefined],
  ])('%s', (_, dynamodb, envelope, streamSequence) => {
    expect(decodeChangeRecord(streamRecord(dynamodb, envelope)).streamSequence).toBe(streamSequence);
  });

  test.each([
    [{ eventSourceARN: 'arn:aws:sqs:us-east-1:1:queue' }, 'is not that of a DynamoDB stream'],
    [{ eventSourceARN: undefined }, '"tableName" is missing'],
  ])('%j is refused', (envelope, reason) => {
    expect(() => decodeChangeRecord(streamRecord({}, envelope))).toThrow(reason);
  });
});

describe('anything else is refused', () => {
  const deep = (levels: number): unknown => (levels === 0 ? { S: '' } : { L: [deep(levels - 1)] });
  test.each([
    ['not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'not UTF-8'],
    ['no bytes', Buffer.alloc(0), 'not JSON'],
    ['not an object', bytes(['x']), 'not a JSON object'],
    ['null', bytes(null), 'not a JSON object'],
    ['no dynamodb', bytes({ eventName: 'INSERT', tableName: 't' }), '"dynamodb" is missing'],
    ['unknown eventName', record({}, {}, { eventName: 'UPSERT' }), 'unknown eventName "UPSERT"'],
    ['no tableName', record({}, {}, { tableName: '' }), '"tableName" is missing'],
    ['no time', record({}, { ApproximateCreationDateTime: undefined }), 'ApproximateCreationDateTime'],
    ['a time out of range', record({}, { ApproximateCreationDateTime: 1e300 }), 'out of range'],
    ['no Keys', record({}, { Keys: undefined }), '"dynamodb.Keys" is missing'],
    ['empty Keys', record({}, { Keys: {} }), '"dynamodb.Keys" is empty'],
    ['no NewImage', record(undefined), '"dynamodb.NewImage" is missing'],
    ['unknown descriptor', record({ a: { X: '1' } }), 'unknown type descriptor "X"'],
    ['no descriptor', record({ a: {} }), 'no type descriptor'],
    ['two descriptors', record({ a: { S: '', N: '1' } }), 'two type descriptors'],
    ['a value without type', record({ a: 'x' }), 'no type descriptor'],
    ['S that is a number', record({ a: { S: 1 } }), 'S or SS'],
    ['N that is no number', record({ a: { N: 'NaN' } }), 'not a decimal number'],
    [
      'N with 39 digits',
      record({ a: { N: '123456789012345678901234567890123456789' } }),
      'outside the range',
    ],
    ['N too large', record({ a: { N: '1E+126' } }), 'outside the range'],
    ['N too small', record({ a: { N: '1E-131' } }), 'outside the range'],
    ['BOOL that is text', record({ a: { BOOL: 'true' } }), 'BOOL'],
    ['B that is not base64', record({ a: { B: '?' } }), 'B or BS'],
    ['M that is a list', record({ a: { M: [] } }), 'type M'],
    ['L that is a map', record({ a: { L: {} } }), 'type L'],
    ['endless nesting', record({ a: deep(2000) }), 'nests too deep'],
  ])('%s', (_, data, reason) => {
    expect(() => decodeChangeRecord(data)).toThrow(InvalidChangeRecord);
    expect(() => decodeChangeRecord(data)).toThrow(reason);
  });
});

describe('an attribute that cannot be read is named', () => {
  test.each([
    ['a map without its descriptor', { empty: {} }, '(attribute "empty")'],
    ['in a map', { a: { M: { b: { N: 'x' } } } }, '(attribute "a", in it "b")'],
    ['in a list', { a: { L: [{ S: '' }, { M: { b: {} } }] } }, '(attribute "a", in it element 2, in it "b")'],
    ['in a set', { a: { NS: ['1', 'x'] } }, '(attribute "a")'],
    ['a binary', { a: { B: '?' } }, '(attribute "a")'],
    ['with half a surrogate pair in its name', { '\ud800': {} }, '(attribute "\\ud800")'],
  ])('%s', (_, image, place) => {
    expect(() => decodeChangeRecord(record(image))).toThrow(place);
  });

  test('a long path is cut', () => {
    const deep = (levels: number): object =>
      levels === 0 ? {} : { M: { ['x'.repeat(200)]: deep(levels - 1) } };
    expect(() => decodeChangeRecord(record({ a: deep(50) }))).toThrow(/^.{100,1000}$/);
  });
});

describe('how binaries are encoded can be said', () => {
  const once = Buffer.from('test').toString('base64');
  const twice = Buffer.from(once).toString('base64');
  test.each([
    ['single', twice, twice],
    ['double', twice, once],
  ] as const)('%s', (binaryEncoding, B, expected) => {
    expect(decodeChangeRecord(record({ a: { B } }), { binaryEncoding }).newImage).toEqual({ a: expected });
  });

  test('double is not believed of what is encoded once', () => {
    const B = Buffer.from('?').toString('base64');
    const decode = () => decodeChangeRecord(record({ a: { B } }), { binaryEncoding: 'double' });
    expect(decode).toThrow('not base64 twice');
  });
});

describe('legacy global tables', () => {
  const replication = { 'aws:rep:updateregion': { S: 'eu-west-1' }, 'aws:rep:updatetime': { N: '1.5' } };

  test('their attributes are left out', () => {
    const event = decodeChangeRecord(
      record({ a: { S: 'x' }, ...replication }, { OldImage: { b: { S: 'y' }, ...replication } }),
      { oldImage: true },
    );
    expect(event).toMatchObject({ eventName: 'INSERT', newImage: { a: 'x' }, oldImage: { b: 'y' } });
    expect(Object.keys(event.newImage ?? {})).toEqual(['a']);
  });

  test.each([
    [{ BOOL: true }, 'REMOVE'],
    [{ N: '1' }, 'REMOVE'],
    [{ BOOL: false }, 'MODIFY'],
  ])('a MODIFY with aws:rep:deleting %j is a %s', (mark, eventName) => {
    const image = { id: { S: 'x' }, 'aws:rep:deleting': mark, ...replication };
    const event = decodeChangeRecord(record(image, {}, { eventName: 'MODIFY' }));
    expect(event).toMatchObject({ eventName, keys: { id: 'x' } });
    expect(event.newImage).toEqual(eventName === 'REMOVE' ? undefined : { id: 'x' });
  });
});

describe('who deleted the item', () => {
  test.each([
    [{ type: 'Service', principalId: 'dynamodb.amazonaws.com' }, true],
    [{ Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' }, true],
    [{ type: 'AssumedRole', principalId: 'x' }, false],
    [null, false],
  ])('%j', (userIdentity, expected) => {
    const remove = record(undefined, {}, { eventName: 'REMOVE', userIdentity });
    expect(decodeChangeRecord(remove).timeToLive).toBe(expected);
  });
});

test('the old image is decoded only on request', () => {
  const broken = record({}, { OldImage: { a: { X: '1' } } });
  expect(decodeChangeRecord(broken).oldImage).toBeUndefined();
  expect(() => decodeChangeRecord(broken, { oldImage: true })).toThrow('unknown type descriptor');
});
