import { type Change, partitionKeyOf } from './change.ts';
import { awsMicroseconds, type Dialect } from './dialect.ts';
import { type Random, several } from './random.ts';
import { itemSize } from './size.ts';
import { wireItem } from './wire-value.ts';

const MICROSECONDS = { SECOND: 1_000_000, MILLISECOND: 1_000, MICROSECOND: 1 };
const HEX = [...'0123456789abcdef'];

/** A change as Kinesis Data Streams for DynamoDB delivers it. */
export interface ChangeRecord {
  readonly partitionKey: string;
  /** UTF-8 JSON. */
  readonly data: Buffer;
}

/** Writes a change down as a change record. `random` makes event ids and, where wanted, the order of members. */
export function changeRecord(
  change: Change,
  random: Random,
  dialect: Dialect = awsMicroseconds,
): ChangeRecord {
  return {
    partitionKey: partitionKeyOf(change),
    data: Buffer.from(JSON.stringify(envelope(change, random, dialect))),
  };
}

function envelope(change: Change, random: Random, dialect: Dialect): object {
  if (dialect.shape === 'streams') return streamRecord(change, random, dialect);
  return ordered(random, dialect, {
    awsRegion: 'us-east-1',
    eventID: eventId(random, dialect),
    eventName: change.eventName,
    userIdentity: change.expired ? timeToLive(dialect) : null,
    recordFormat: 'application/json',
    tableName: change.tableName,
    dynamodb: ordered(random, dialect, images(change, dialect)),
    eventSource: 'aws:dynamodb',
  });
}

/** A record as GetRecords of DynamoDB Streams and Lambda have it; its sequence number rises with the change's time. */
function streamRecord(change: Change, random: Random, dialect: Dialect): object {
  const { tableName, eventName, at } = change;
  const dynamodb = {
    ...images(change, dialect),
    SequenceNumber: `44215845${at}`,
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  };
  return {
    eventID: eventId(random, dialect),
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-1',
    dynamodb,
    eventSourceARN: `arn:aws:dynamodb:us-east-1:123456789012:table/${tableName}/stream/2026-11-27T06:00:00.000`,
    ...(change.expired && { userIdentity: timeToLive(dialect) }),
  };
}

function images(change: Change, dialect: Dialect): object {
  const { keys, newImage, oldImage, at } = change;
  return {
    ApproximateCreationDateTime: Math.floor(at / MICROSECONDS[dialect.unit]),
    Keys: wireItem(keys, dialect.binary),
    ...(newImage && { NewImage: wireItem(newImage, dialect.binary) }),
    ...(oldImage && { OldImage: wireItem(oldImage, dialect.binary) }),
    SizeBytes: dialect.measured ? itemSize(keys) + itemSize(newImage ?? {}) + itemSize(oldImage ?? {}) : 0,
    ...(dialect.namesUnit && { ApproximateCreationDateTimePrecision: dialect.unit }),
  };
}

function timeToLive({ identity }: Dialect): object {
  const [type, principalId] = ['Service', 'dynamodb.amazonaws.com'];
  return identity === 'lower case' ? { type, principalId } : { Type: type, PrincipalId: principalId };
}

function eventId(random: Random, dialect: Dialect): string {
  const hex = (digits: number): string => several(digits, () => random.pick(HEX)).join('');
  if (dialect.eventId === '8 digits') return hex(8);
  if (dialect.eventId === '32 digits') return hex(32);
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
}

function ordered(random: Random, { shuffled }: Dialect, members: object): object {
  if (!shuffled) return members;
  const drawn = Object.entries(members).map((member) => ({ member, place: random.int(1_000_000) }));
  return Object.fromEntries(drawn.sort((a, b) => a.place - b.place).map(({ member }) => member));
}
