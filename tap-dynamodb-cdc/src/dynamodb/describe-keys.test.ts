import { Writable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Logger } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { keyDescriber } from './describe-keys.ts';
import { SdkDynamoDb } from './sdk-dynamodb.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const TABLE = {
  Table: {
    KeySchema: [
      { AttributeName: 'range', KeyType: 'RANGE' },
      { AttributeName: 'hash', KeyType: 'HASH' },
    ],
  },
};

/** A describer whose DynamoDB answers each call so; what it logs, and how often it was called. */
function describerOf(statusCode: number, body: object) {
  let text = '';
  let calls = 0;
  const stderr = new Writable({
    write: (chunk, _encoding, done) => {
      text += String(chunk);
      done();
    },
  });
  const log = new Logger('tap', { level: 'info', live: false, format: ({ message }) => message }, stderr);
  const client = new DynamoDBClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
    requestHandler: {
      handle: async () => {
        calls += 1;
        return { response: { statusCode, headers: {}, body: Buffer.from(JSON.stringify(body)) } };
      },
    } as never,
  });
  const dynamoDb = new SdkDynamoDb(client, { limitMs: 60_000, log });
  return { describe: keyDescriber(async () => dynamoDb, log), text: () => text, calls: () => calls };
}

test('the key has the hash attribute first', async () => {
  const { describe, text } = describerOf(200, TABLE);
  expect(await describe('orders')).toEqual(['hash', 'range']);
  expect(text()).toBe('');
});

test('a table that is gone says nothing about others', async () => {
  const { describe, calls } = describerOf(400, { __type: 'ResourceNotFoundException', message: 'no table' });
  expect([await describe('a'), await describe('b'), calls()]).toEqual([undefined, undefined, 2]);
});

test.each([
  ['what is not permitted', 400, 'AccessDeniedException'],
  ['a transient error, without a retry', 500, 'InternalServerError'],
])('%s is logged once, and DynamoDB is not asked again', async (_, status, name) => {
  const { describe, text, calls } = describerOf(status, { __type: name, message: 'refused' });
  expect([await describe('a'), await describe('b'), calls()]).toEqual([undefined, undefined, 1]);
  expect(text()).toContain(name);
  expect(text().trim().split('\n')).toHaveLength(1);
});
