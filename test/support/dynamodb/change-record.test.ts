import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Change } from './change.ts';
import { partitionKeyOf } from './change.ts';
import { changeRecord } from './change-record.ts';
import { awsMicroseconds, awsMilliseconds, type Dialect, localStack } from './dialect.ts';
import { seededRandom } from './random.ts';

const AT = 1_721_011_165_891_550;
const insert: Change = {
  tableName: 'orders',
  eventName: 'INSERT',
  keys: { id: { N: '1' } },
  newImage: {
    id: { N: '1' },
    raw: { B: Buffer.from('1321') },
    deep: { L: [{ M: { set: { BS: [Buffer.from('a')] } } }] },
  },
  at: AT,
};

test('has the members of a real record, in the same order', () => {
  const real = parse(
    readFileSync(new URL('../../fixtures/kds-records/06-insert-us-all-types.json', import.meta.url)),
  );
  const made = written(insert, awsMicroseconds);
  expect(Object.keys(made)).toEqual(Object.keys(real));
  expect(Object.keys(made.dynamodb)).toEqual(Object.keys(real.dynamodb));
  expect(made).toMatchObject({ userIdentity: null, tableName: 'orders', eventSource: 'aws:dynamodb' });
  expect(made.eventID).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/);
});

test.each([
  [awsMicroseconds, AT, 'MICROSECOND'],
  [awsMilliseconds, 1_721_011_165_891, undefined],
  [localStack, 1_721_011_165, undefined],
])('writes the time in the unit of %j', (dialect, time, precision) => {
  expect(written(insert, dialect).dynamodb).toMatchObject({ ApproximateCreationDateTime: time });
  expect(written(insert, dialect).dynamodb.ApproximateCreationDateTimePrecision).toBe(precision);
});

test('AWS encodes binaries twice, LocalStack once, at any depth', () => {
  const twice = { raw: { B: 'TVRNeU1RPT0=' }, deep: { L: [{ M: { set: { BS: ['WVE9PQ=='] } } }] } };
  const once = { raw: { B: 'MTMyMQ==' }, deep: { L: [{ M: { set: { BS: ['YQ=='] } } }] } };
  expect(written(insert, awsMicroseconds).dynamodb.NewImage).toMatchObject(twice);
  expect(written(insert, localStack).dynamodb.NewImage).toMatchObject(once);
});

test('SizeBytes counts keys and images, or is 0', () => {
  const keys = 'id'.length + 2;
  const image = keys + 'raw'.length + 4 + 'deep'.length + (3 + 1) + (3 + 1) + 'set'.length + 1;
  expect(written(insert, awsMicroseconds).dynamodb.SizeBytes).toBe(keys + image);
  expect(written(insert, { ...localStack, measured: false }).dynamodb.SizeBytes).toBe(0);
});

test.each([
  ['lower case', { type: 'Service', principalId: 'dynamodb.amazonaws.com' }],
  ['upper case', { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' }],
] as const)('a time-to-live deletion names DynamoDB in %s', (identity, expected) => {
  const { keys, at, newImage: oldImage = {} } = insert;
  const removal: Change = { tableName: 'orders', eventName: 'REMOVE', keys, oldImage, at, expired: true };
  const made = written(removal, { ...awsMicroseconds, identity });
  expect(made.userIdentity).toEqual(expected);
  expect(Object.keys(made.dynamodb)).not.toContain('NewImage');
});

test('LocalStack has short event ids', () => {
  expect(written(insert, localStack).eventID).toMatch(/^[\da-f]{8}$/);
});

test('members can come in any order, and mean the same', () => {
  const plain = written(insert, awsMicroseconds);
  const shuffled = written(insert, { ...awsMicroseconds, shuffled: true });
  expect(Object.keys(shuffled)).not.toEqual(Object.keys(plain));
  expect(shuffled).toEqual(plain);
});

test('the partition key is 32 hex digits and belongs to the item, not to the image', () => {
  const key = partitionKeyOf(insert);
  expect(key).toMatch(/^[\da-f]{32}$/);
  expect(partitionKeyOf({ ...insert, newImage: {}, at: 0 })).toBe(key);
  expect(partitionKeyOf({ ...insert, keys: { id: { N: '2' } } })).not.toBe(key);
  expect(partitionKeyOf({ ...insert, keys: { id: { S: '1' } } })).not.toBe(key);
});

interface Parsed {
  readonly eventID: string;
  readonly userIdentity: unknown;
  readonly dynamodb: Record<string, unknown>;
}

function written(change: Change, dialect: Dialect): Parsed {
  return parse(changeRecord(change, seededRandom(1), dialect).data);
}

function parse(data: Buffer): Parsed {
  return JSON.parse(data.toString());
}
