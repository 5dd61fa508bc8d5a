import {
  addRecords,
  type Fault,
  faultQueue,
  type HostileOptions,
  shardOf,
  startHostileKinesis,
  startingPositions,
} from '@cdc-relay/hostile-kinesis';
import { expect, test } from 'vitest';
import { bookmarksIn, cdcModel, changes, numbersIn, range, sourceUrl } from './source.ts';
import { runInProcess } from './tap-in-process.ts';

const SHARD = 'shardId-000000000000';
const error = (type: Extract<Fault, { kind: 'error' }>['type']): Fault => ({ kind: 'error', type });
const reset = (when: Extract<Fault, { kind: 'reset' }>['when']): Fault => ({ kind: 'reset', when });
const garbage = (body: string): Fault => ({ kind: 'garbage', body });

async function read(options: HostileOptions, settings: object = {}, records = 10) {
  const { model, cdc } = cdcModel();
  addRecords(shardOf(cdc, SHARD), changes(1, records));
  await using kinesis = await startHostileKinesis(model, { pageSize: 3, ...options });
  const run = await runInProcess({
    source_url: sourceUrl(kinesis),
    // Long enough for a busy machine to answer in; only a hanging call takes it.
    request_timeout_seconds: 1,
    retry_limit_seconds: 10,
    ...settings,
  });
  return { run, log: kinesis.log, last: cdc.shards[0]?.records.at(-1)?.sequenceNumber };
}

test.each<[string, Partial<Record<string, Fault[]>>]>([
  [
    'throttling',
    {
      GetRecords: [
        error('ProvisionedThroughputExceededException'),
        error('ProvisionedThroughputExceededException'),
      ],
    },
  ],
  ['throttling of the listing', { ListShards: [error('LimitExceededException')] }],
  [
    'an internal error',
    { GetRecords: [error('InternalFailure')], GetShardIterator: [error('InternalFailure')] },
  ],
  [
    'unavailability',
    { DescribeStreamSummary: [error('ServiceUnavailable')], ListShards: [error('ServiceUnavailable')] },
  ],
  ['no answer', { GetRecords: [{ kind: 'hang' }] }],
  ['a connection reset before the answer', { GetRecords: [reset('before-headers')] }],
  ['a connection ended after the headers', { GetRecords: [reset('after-headers')] }],
  ['a connection ended in the answer', { GetRecords: [reset('mid-body')] }],
  ['an answer that is not JSON', { GetRecords: [garbage('<html>proxy</html>')], ListShards: [garbage('[')] }],
  [
    'an empty answer',
    { GetRecords: [garbage('')], GetShardIterator: [garbage('')], ListShards: [garbage('')] },
  ],
  [
    'an answer to something else',
    { GetRecords: [garbage('{}')], GetShardIterator: [garbage('{}')], ListShards: [garbage('{}')] },
  ],
  ['an expired iterator', { GetRecords: [error('ExpiredIteratorException')] }],
  [
    'pages without records',
    {
      GetRecords: [
        { kind: 'page', edit: { empty: true } },
        { kind: 'page', edit: { empty: true } },
      ],
    },
  ],
  ['records without partition key', { GetRecords: [{ kind: 'page', edit: { keyless: true } }] }],
  ['a page twice in one', { GetRecords: [{ kind: 'page', edit: { duplicate: true } }] }],
  ['a page in reverse order', { GetRecords: [{ kind: 'page', edit: { reverse: true } }] }],
  ['an open shard without a next iterator', { GetRecords: [{ kind: 'page', edit: { withoutNext: true } }] }],
  ['a description that is refused', { DescribeStreamSummary: [error('AccessDeniedException')] }],
])('%s costs nothing but time', async (_, lists) => {
  const { run, last } = await read({ faults: faultQueue(lists as Record<string, Fault[]>) });
  expect(run.error).toBeUndefined();
  expect(numbersIn(run.messages)).toEqual(range(1, 10));
  expect(bookmarksIn(run.state)).toEqual({ [SHARD]: last });
});

test.each<[string, string, Fault, string]>([
  ['no access to the records', 'GetRecords', error('AccessDeniedException'), 'ACCESS_DENIED'],
  ['no access to the listing', 'ListShards', error('AccessDeniedException'), 'ACCESS_DENIED'],
  ['no access to the key', 'GetRecords', error('KMSAccessDeniedException'), 'KMS_FAILED'],
  [
    'throttling without end',
    'GetRecords',
    error('ProvisionedThroughputExceededException'),
    'KINESIS_THROTTLED',
  ],
  ['no answer ever', 'GetRecords', { kind: 'hang' }, 'KINESIS_UNREACHABLE'],
  ['garbage without end', 'ListShards', garbage('no'), 'KINESIS_ANSWER_INVALID'],
  ['iterators that are never good', 'GetRecords', error('ExpiredIteratorException'), 'KINESIS_FAILED'],
  ['a refused request', 'GetRecords', error('InvalidArgumentException'), 'KINESIS_FAILED'],
  ['a token that always expires', 'ListShards', error('ExpiredNextTokenException'), 'KINESIS_FAILED'],
])('%s is an error with a name, after what was read', async (_, operation, fault, code) => {
  const faults = (request: { operation: string; count: number }) =>
    request.operation === operation && (operation !== 'GetRecords' || request.count > 2) ? fault : undefined;
  const { run } = await read({ faults }, { retry_limit_seconds: 0.4 });
  expect(run.error).toMatchObject({ name: 'ProgramError', code });
  expect(numbersIn(run.messages)).toEqual(operation === 'GetRecords' ? range(1, 6) : []);
});

test('an iterator that expires again and again is replaced by one at the last record', async () => {
  const { run, log } = await read({ iteratorUses: 1 });
  expect(numbersIn(run.messages)).toEqual(range(1, 10));
  const positions = startingPositions(log, SHARD);
  expect(positions[0]).toBe('TRIM_HORIZON');
  expect(positions.length).toBeGreaterThan(3);
  for (const position of positions.slice(1)) expect(position).toMatch(/^(AT|AFTER)_SEQUENCE_NUMBER /);
});

test.each([
  ['CREATING', 'STREAM_NOT_READY', 'still being created'],
  ['DELETING', 'STREAM_NOT_READY', 'being deleted'],
] as const)('a Kinesis stream that is %s is said to be', async (status, code, words) => {
  const { model, cdc } = cdcModel();
  cdc.status = status;
  await using kinesis = await startHostileKinesis(model);
  const run = await runInProcess({ source_url: sourceUrl(kinesis), retry_limit_seconds: 0.1 });
  expect(run.error).toMatchObject({ code });
  expect(run.error?.message).toContain(words);
});

test('a Kinesis stream that is created meanwhile is waited for', async () => {
  const { model, cdc } = cdcModel();
  cdc.status = 'CREATING';
  await using kinesis = await startHostileKinesis(model, {
    faults: ({ operation, count }) => {
      if (operation === 'DescribeStreamSummary' && count === 2) cdc.status = 'ACTIVE';
      return undefined;
    },
  });
  const run = await runInProcess({ source_url: sourceUrl(kinesis) });
  expect(run.error).toBeUndefined();
});

test('a Kinesis stream that does not exist is named', async () => {
  await using kinesis = await startHostileKinesis({ streams: [] });
  const run = await runInProcess({ source_url: sourceUrl(kinesis) });
  expect(run.error).toMatchObject({ code: 'STREAM_NOT_FOUND' });
  expect(run.error?.message).toContain('"cdc"');
});
