import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { kinesisModel, type Shard, shardOf, streamOf } from './model.ts';
import { readShard, type Start, textsOf } from './read-shard.ts';
import { addRecords } from './records.ts';
import { startingPositions } from './request-log.ts';
import { close } from './reshard.ts';
import { expire, trim } from './retention.ts';
import { sequenceNumber } from './sequence-number.ts';
import { type HostileKinesis, type HostileOptions, startHostileKinesis } from './server.ts';

const SHARD = 'shardId-000000000000';
let shard: Shard;
let kinesis: HostileKinesis;

beforeEach(async () => {
  await start();
});

test.each([
  [{ ShardIteratorType: 'TRIM_HORIZON' }, 'abcd'],
  [{ ShardIteratorType: 'LATEST' }, ''],
  [{ ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(2000) }, 'bcd'],
  [{ ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(9000) }, ''],
  [{ ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: sequenceNumber(0, 2) }, 'bcd'],
  [{ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: sequenceNumber(0, 2) }, 'cd'],
  [{ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: sequenceNumber(0, 4) }, ''],
  [{ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: sequenceNumber(0, 0) }, 'abcd'],
] as [Start, string][])('%j reads "%s"', async (from, expected) => {
  expect(await textFrom(from)).toBe(expected);
});

test.each([sequenceNumber(1, 1), sequenceNumber(0, 5), '17'])(
  'refuses the foreign number %s',
  async (number) => {
    await expect(textFrom(behind(number))).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  },
);

describe('a sequence number past retention', () => {
  test.each([
    ['invalid-argument', 'InvalidArgumentException'],
    ['not-found', 'ResourceNotFoundException'],
  ] as const)('can answer %s', async (pastRetention, name) => {
    await start({ pastRetention });
    trim(shard, 2);
    await expect(textFrom(behind(sequenceNumber(0, 1)))).rejects.toMatchObject({ name });
    expect(await textFrom(behind(sequenceNumber(0, 3)))).toBe('d');
  });

  test('can jump to the oldest record silently', async () => {
    await start({ pastRetention: 'jump' });
    trim(shard, 2);
    expect(await textFrom(behind(sequenceNumber(0, 1)))).toBe('cd');
  });
});

test('an expired shard is not found', async () => {
  close(shard);
  expire(shard);
  const reading = textFrom({ ShardIteratorType: 'TRIM_HORIZON' });
  await expect(reading).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('the log shows where readers started', async () => {
  await textFrom({ ShardIteratorType: 'TRIM_HORIZON' });
  await textFrom(behind(sequenceNumber(0, 1)));
  const expected = ['TRIM_HORIZON', `AFTER_SEQUENCE_NUMBER ${sequenceNumber(0, 1)}`];
  expect(startingPositions(kinesis.log, SHARD)).toEqual(expected);
});

async function start(options: HostileOptions = {}): Promise<void> {
  const model = kinesisModel({ s: 1 });
  shard = shardOf(streamOf(model, 's'), SHARD);
  const letters = ['a', 'b', 'c', 'd'];
  addRecords(
    shard,
    letters.map((data, index) => ({ partitionKey: 'k', data, arrival: (index + 1) * 1000 })),
  );
  const started = await startHostileKinesis(model, options);
  onTestFinished(() => started.stop());
  kinesis = started;
}

function behind(number: string): Start {
  return { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: number };
}

async function textFrom(from: Start): Promise<string> {
  return textsOf(await readShard(kinesis.client(), 's', SHARD, { start: from })).join('');
}
