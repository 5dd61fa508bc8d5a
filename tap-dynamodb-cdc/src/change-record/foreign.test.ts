import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readEnvelope } from './envelope.ts';
import { InvalidChangeRecord } from './invalid.ts';

const change = {
  eventName: 'INSERT',
  tableName: 't',
  dynamodb: { ApproximateCreationDateTime: 1_700_000_000_000, Keys: { id: { S: 'a' } }, NewImage: {} },
};
const text = JSON.stringify(change);
const base64 = Buffer.from(text).toString('base64');
const json = (value: unknown, indent = 0): Buffer => Buffer.from(JSON.stringify(value, undefined, indent));

/** An aggregate as the KPL makes it: its magic bytes, a message of Protocol Buffers, the MD5 of that. */
const aggregate = Buffer.concat([
  Buffer.from('f3899ac2', 'hex'),
  Buffer.from(`\n\u0001a${text}`),
  Buffer.alloc(16),
]);

describe('what cannot be a change record is named, with what to do', () => {
  test.each<[string, Uint8Array, string, string]>([
    ['a KPL aggregate', aggregate, 'an aggregate of the Kinesis Producer Library', 'AggregationEnabled'],
    ['gzip', gzipSync(text), 'compressed with gzip', 'uncompressed'],
    ['Zstandard', Buffer.from('28b52ffd00', 'hex'), 'compressed with Zstandard', 'uncompressed'],
    ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le'), 'text in UTF-16', 'UTF-8'],
    ['a byte order mark', Buffer.from(`\ufeff${text}`), 'text with a byte order mark', 'leave the mark out'],
    ['base64', Buffer.from(base64), 'JSON in base64', 'base64'],
    ['objects in a row', Buffer.from(text + text), 'several JSON objects in a row', 'of its own'],
    ['lines of objects', Buffer.from(`${text}\r\n${text}\n`), 'several JSON objects in a row', 'of its own'],
    ['an event of Lambda', json({ Records: [change] }), 'an event with a list "Records"', 'of its own'],
    ['the same, printed', json({ Records: [change] }, 2), 'an event with a list "Records"', 'of its own'],
    ['an export', json({ Item: { id: { S: 'a' } } }), 'an export of DynamoDB to S3', 'snapshot'],
    [
      'an incremental export',
      json({ Metadata: { WriteTimestampMicros: { N: '1' } }, Keys: {}, NewImage: {} }),
      'an incremental export',
      'snapshot',
    ],
    [
      'a record of Kinesis',
      json({ Data: base64, PartitionKey: 'p' }),
      'inside a record of Kinesis',
      'base64',
    ],
    [
      'a record of an event of Lambda',
      json({ kinesis: { data: base64 }, eventSource: 'aws:kinesis' }),
      'a record of a Lambda event',
      'kinesis.data',
    ],
    ['EventBridge', json({ 'detail-type': 'x', source: 'y', detail: change }), 'EventBridge', 'detail'],
    ['SNS', json({ Type: 'Notification', TopicArn: 'a', Message: text }), 'SNS', 'raw message delivery'],
    ['DMS', json({ data: {}, metadata: { operation: 'insert' } }), 'Database Migration Service', 'itself'],
  ])('%s', (_, data, what, remedy) => {
    expect(() => readEnvelope(data)).toThrow(
      expect.objectContaining({
        name: InvalidChangeRecord.name,
        message: expect.stringContaining(what),
        remedy: expect.stringContaining(remedy),
      }),
    );
  });
});

test.each([
  ['white space around it', ` \r\n${text}\n\n`],
  ['brackets in its texts', JSON.stringify({ ...change, eventID: '}{"\\' })],
])('a change record with %s is one', (_, data) => {
  expect(readEnvelope(Buffer.from(data)).table).toBe('t');
});

test('a change record with an error does not count as something else', () => {
  const renamed = JSON.stringify({ ...change, eventName: 'UPSERT', Item: {}, Records: [] });
  expect(() => readEnvelope(Buffer.from(renamed))).toThrow('unknown eventName "UPSERT"');
});
