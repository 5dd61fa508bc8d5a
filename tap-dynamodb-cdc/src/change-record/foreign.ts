import { holdsSeveralObjects } from './json-end.ts';

/** Data that other programs put into Kinesis streams and files, and that is no change record. */
export interface Foreign {
  /** What it is, as the end of a sentence: `the record is …`. */
  readonly what: string;
  /** What to do about it. */
  readonly remedy: string;
}

const UNCOMPRESSED =
  'Configure the producer to send the change records of DynamoDB uncompressed, one in each record.';
const ONE_EACH = 'Configure the producer to send each change record of DynamoDB as a record of its own.';

/** The first bytes of data that is no text. */
const BINARY: readonly (readonly [string, Foreign])[] = [
  [
    '\xf3\x89\x9a\xc2',
    {
      what: 'an aggregate of the Kinesis Producer Library (KPL), which packs several records into one',
      remedy: 'Set AggregationEnabled to false in the producer: the tap reads no aggregates.',
    },
  ],
  ['\x1f\x8b', { what: 'compressed with gzip', remedy: UNCOMPRESSED }],
  ['\x28\xb5\x2f\xfd', { what: 'compressed with Zstandard', remedy: UNCOMPRESSED }],
  ['BZh', { what: 'compressed with bzip2', remedy: UNCOMPRESSED }],
  ['PK\x03\x04', { what: 'a ZIP archive', remedy: UNCOMPRESSED }],
  ['Obj\x01', { what: 'an Avro file', remedy: ONE_EACH }],
  ['PAR1', { what: 'a Parquet file', remedy: ONE_EACH }],
  ['\xff\xfe', { what: 'text in UTF-16', remedy: 'Configure the producer to write UTF-8.' }],
  ['\xfe\xff', { what: 'text in UTF-16', remedy: 'Configure the producer to write UTF-8.' }],
  [
    '\xef\xbb\xbf',
    { what: 'text with a byte order mark', remedy: 'Configure the producer to leave the mark out.' },
  ],
  [
    'eyJ',
    {
      what: 'JSON in base64',
      remedy: 'Kinesis itself needs no base64: configure the producer to send the JSON.',
    },
  ],
];

/** Members that only one kind of JSON object has all of. */
const OBJECTS: readonly (readonly [readonly string[], Foreign])[] = [
  [
    ['Records'],
    {
      what: 'an event with a list "Records", as AWS Lambda receives it and its console shows it',
      remedy: ONE_EACH,
    },
  ],
  [
    ['Item'],
    {
      what: 'an item of an export of DynamoDB to S3 ({"Item": …}), which says nothing about a change',
      remedy: 'Take a snapshot of the table instead: dynamodb://…/TABLE.',
    },
  ],
  [
    ['Metadata', 'Keys'],
    {
      what: 'a line of an incremental export of DynamoDB to S3',
      remedy: 'Read the changes from Kinesis, or take a snapshot of the table: dynamodb://…/TABLE.',
    },
  ],
  [
    ['kinesis', 'eventSource'],
    {
      what: 'a record of a Lambda event, with the record of Kinesis inside',
      remedy: 'Send what is in "kinesis.data".',
    },
  ],
  [
    ['Data', 'PartitionKey'],
    {
      what: 'a record of Kinesis inside a record of Kinesis',
      remedy: 'Send what is in "Data", decoded from base64.',
    },
  ],
  [
    ['detail-type', 'detail'],
    {
      what: 'an event of EventBridge',
      remedy: 'Set its input transformer to pass on only "detail" (<$.detail>).',
    },
  ],
  [
    ['Type', 'TopicArn', 'Message'],
    { what: 'a notification of SNS', remedy: 'Use raw message delivery, or send what is in "Message".' },
  ],
  [
    ['data', 'metadata'],
    {
      what: 'a record of AWS Database Migration Service',
      remedy: 'Read the Kinesis stream that DynamoDB itself writes to.',
    },
  ],
];

/** What the data is, when it is known to be something else than a change record. */
export function foreignOf(data: Uint8Array): Foreign | undefined {
  const start = Buffer.from(data.subarray(0, 8)).toString('latin1');
  const binary = BINARY.find(([magic]) => start.startsWith(magic))?.[1];
  if (binary !== undefined) return binary;
  const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (holdsSeveralObjects(text))
    return {
      what: 'several JSON objects in a row, as Amazon Data Firehose and others join them',
      remedy: ONE_EACH,
    };
  const names = namesIn(text);
  return OBJECTS.find(([members]) => names.length > 0 && members.every((name) => names.includes(name)))?.[1];
}

function namesIn(text: Buffer): string[] {
  try {
    const value: unknown = JSON.parse(text.toString());
    return typeof value === 'object' && value !== null && !('dynamodb' in value) ? Object.keys(value) : [];
  } catch {
    return [];
  }
}
