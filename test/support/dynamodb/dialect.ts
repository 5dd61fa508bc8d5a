import type { BinaryEncoding } from './wire-value.ts';

/** How a producer writes change records: AWS in its variants, and emulators. */
export interface Dialect {
  /** The unit of ApproximateCreationDateTime. */
  readonly unit: 'SECOND' | 'MILLISECOND' | 'MICROSECOND';
  /** Whether ApproximateCreationDateTimePrecision names the unit. */
  readonly namesUnit: boolean;
  readonly binary: BinaryEncoding;
  readonly eventId: 'uuid' | '8 digits' | '32 digits';
  /** False: SizeBytes is 0, as some emulators have it. */
  readonly measured: boolean;
  /** How userIdentity of a time-to-live deletion spells its members: type or Type. */
  readonly identity: 'lower case' | 'upper case';
  /** Whether the members of the record come in a random order. */
  readonly shuffled: boolean;
  /** Whether it is a record of Kinesis Data Streams for DynamoDB, or one of DynamoDB Streams that was forwarded. */
  readonly shape: 'kinesis' | 'streams';
}

/** AWS with millisecond times, which it does not name. */
export const awsMilliseconds: Dialect = {
  unit: 'MILLISECOND',
  namesUnit: false,
  binary: 'double',
  eventId: 'uuid',
  measured: true,
  identity: 'lower case',
  shuffled: false,
  shape: 'kinesis',
};

/** AWS with microsecond times, which it names. */
export const awsMicroseconds: Dialect = { ...awsMilliseconds, unit: 'MICROSECOND', namesUnit: true };

/** LocalStack: seconds, binaries encoded once, short event ids. */
export const localStack: Dialect = {
  ...awsMilliseconds,
  unit: 'SECOND',
  binary: 'single',
  eventId: '8 digits',
};

/** DynamoDB Streams, as Lambda functions and EventBridge Pipes forward their records: seconds, binaries encoded once. */
export const dynamoDbStreams: Dialect = {
  ...awsMilliseconds,
  unit: 'SECOND',
  binary: 'single',
  eventId: '32 digits',
  shape: 'streams',
};
