import { Readable } from 'node:stream';
import { GetRecordsCommand, type GetRecordsOutput, KinesisClient } from '@aws-sdk/client-kinesis';
import { describe, expect, test } from 'vitest';
import { RecordsProtocol } from './records-protocol.ts';

const RECORD = {
  SequenceNumber: '49590338271490256608559692538361571095921575989136588898',
  ApproximateArrivalTimestamp: 1_700_000_000.123,
  Data: Buffer.from('{"a":"ü"}').toString('base64'),
  PartitionKey: 'ключ 1',
};
const NEXT = { NextShardIterator: 'AAAA', MillisBehindLatest: 17 };
const CHILD = { ShardId: 'shardId-1', ParentShards: ['shardId-0'], HashKeyRange: { StartingHashKey: '0' } };

describe.each([
  ['records', { ...NEXT, Records: [RECORD, { ...RECORD, SequenceNumber: '2' }] }],
  [
    'a time in whole seconds, as emulators write it',
    withRecord({ ApproximateArrivalTimestamp: 1_700_000_000 }),
  ],
  ['a time as text', withRecord({ ApproximateArrivalTimestamp: '1700000000.5' })],
  ['no time', withRecord({ ApproximateArrivalTimestamp: null })],
  ['empty data', withRecord({ Data: '' })],
  ['data of one byte', withRecord({ Data: 'Zg==' })],
  ['data of two bytes', withRecord({ Data: 'Zm8=' })],
  [
    'the end of a shard',
    { Records: [], NextShardIterator: null, ChildShards: [CHILD], MillisBehindLatest: 0 },
  ],
  ['nothing at all', {}],
])('an answer with %s', (_, answer) => {
  test('is read as the SDK reads it', async () => {
    const [read, bySdk] = [await answerTo(answer, RecordsProtocol), await answerTo(answer)];
    expect(summary(read)).toEqual(summary(bySdk));
  });
});

test.each([
  ['data that is not base64', withRecord({ Data: 'Zm8*' })],
  ['data without its padding', withRecord({ Data: 'Zm8' })],
  ['padding inside the data', withRecord({ Data: 'Zg==Zg==' })],
  ['padding alone', withRecord({ Data: '====' })],
  ['data that is a number', withRecord({ Data: 12 })],
  ['a time that is none', withRecord({ ApproximateArrivalTimestamp: 'soon' })],
  ['no sequence number', withRecord({ SequenceNumber: null })],
  ['a record that is null', { Records: [null] }],
  ['records that are no list', { Records: {} }],
])('%s is no answer of Kinesis', async (_, answer) => {
  await expect(answerTo(answer, RecordsProtocol)).rejects.toThrow(
    expect.objectContaining({ name: 'MalformedAnswer' }),
  );
});

test.each(['<html>', '{"Records":['])('%s is a syntax error, as the SDK says it', async (body) => {
  const isSyntaxError = expect.objectContaining({ name: 'SyntaxError', $response: expect.anything() });
  await expect(answerTo(body, RecordsProtocol)).rejects.toThrow(isSyntaxError);
});

test.each(['', 'null', '[]', '1'])('the answer %j has no records', async (body) => {
  expect((await answerTo(body, RecordsProtocol)).Records).toBeUndefined();
});

test('an error keeps its name', async () => {
  const error = { __type: 'ExpiredIteratorException', message: 'too old' };
  await expect(answerTo(error, RecordsProtocol, 400)).rejects.toThrow(
    expect.objectContaining({ name: 'ExpiredIteratorException', message: 'too old' }),
  );
});

function withRecord(members: object): object {
  return { ...NEXT, Records: [{ ...RECORD, ...members }] };
}

/** What the SDK makes of an answer to GetRecords, in the chunks of a socket; with its own protocol when none is named. */
async function answerTo(
  answer: object | string,
  protocol?: typeof RecordsProtocol,
  statusCode = 200,
): Promise<GetRecordsOutput> {
  const bytes = Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer));
  const middle = bytes.indexOf('ключ') + 1;
  const chunks = [bytes.subarray(0, middle), bytes.subarray(middle)].filter(({ length }) => length > 0);
  const response = { statusCode, headers: {}, body: Readable.from(chunks) };
  const client = new KinesisClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: { handle: () => Promise.resolve({ response }) },
    ...(protocol === undefined ? {} : { protocol }),
  });
  return await client.send(new GetRecordsCommand({ ShardIterator: 'AAAA' }));
}

/** What the tap reads of an answer. */
function summary({
  Records: records,
  NextShardIterator: next,
  ChildShards: children,
  ...others
}: GetRecordsOutput) {
  const { MillisBehindLatest: behind } = others;
  const read = records?.map(({ Data: data, SequenceNumber: number, ApproximateArrivalTimestamp: time }) => {
    return { data: data && String(Buffer.from(data)), number, time: time?.getTime() };
  });
  return { next, children, behind, records: read };
}
