import type { KinesisStream } from '@cdc-relay/hostile-kinesis';
import { putAll, startHostileKinesis } from '@cdc-relay/hostile-kinesis';
import { expect, test } from 'vitest';
import type { TapSettings } from '../../../tap-dynamodb-cdc/dist/settings/settings.generated.js';
import type { Change } from '../../support/dynamodb/change.ts';
import { changeRecord } from '../../support/dynamodb/change-record.ts';
import {
  awsMicroseconds,
  awsMilliseconds,
  type Dialect,
  localStack,
} from '../../support/dynamodb/dialect.ts';
import { seededRandom } from '../../support/dynamodb/random.ts';
import { cdcModel, numbersIn, sourceUrl } from './source.ts';
import { type InProcessRun, runInProcess } from './tap-in-process.ts';

const AT = 1_700_000_000_000_000;

/** Reads three changes of an item from two shards. */
async function read(
  distribution: KinesisStream['distribution'],
  dialects: readonly Dialect[],
  settings: Partial<TapSettings> = {},
  permitted = true,
): Promise<InProcessRun> {
  const { model, cdc } = cdcModel(2);
  if (distribution !== undefined) cdc.distribution = distribution;
  for (const [index, dialect] of dialects.entries()) {
    const keys = { id: { N: '1' } };
    const change: Change = { tableName: 't', eventName: 'MODIFY', keys, newImage: keys, at: AT + index };
    putAll(cdc, [changeRecord(change, seededRandom(index), dialect)]);
  }
  await using kinesis = await startHostileKinesis(model, {
    faults: ({ operation }) =>
      operation === 'DescribeStreamSummary' && !permitted
        ? { kind: 'error', type: 'AccessDeniedException' }
        : undefined,
  });
  return await runInProcess({ source_url: sourceUrl(kinesis), ...settings });
}

const warnings = ({ log }: InProcessRun) => log.split('\n').filter((line) => /^warning .*AUTO/i.test(line));

test.each([
  ['milliseconds', [awsMilliseconds, awsMilliseconds], 0],
  ['seconds', [localStack], 0],
  ['microseconds, then milliseconds', [awsMicroseconds, awsMilliseconds], 1],
])(
  'AUTO with times in %s is refused before the first one that cannot be ordered',
  async (_, dialects, emitted) => {
    const run = await read('AUTO', dialects);
    expect(run.error).toMatchObject({ code: 'RECORDS_UNORDERED' });
    expect(numbersIn(run.messages)).toHaveLength(emitted);
  },
);

test('AUTO with times in milliseconds is read where it is accepted, and warned about once', async () => {
  const run = await read('AUTO', [awsMilliseconds, awsMilliseconds], { accept_auto_distribution: true });
  expect(run.error).toBeUndefined();
  expect(numbersIn(run.messages)).toHaveLength(2);
  expect(warnings(run)).toEqual([expect.stringContaining('within the same millisecond')]);
});

test('AUTO with times in microseconds is read, and warned about once', async () => {
  const run = await read('AUTO', [awsMicroseconds, awsMicroseconds]);
  expect(run.error).toBeUndefined();
  expect(warnings(run)).toEqual([expect.stringContaining('only their times')]);
});

test.each([
  ['by partition key', 'USER_PARTITION_KEY', true],
  ['as provisioned streams say nothing of it', undefined, true],
  ['as nobody may ask', 'AUTO', false],
] as const)('%s: milliseconds are read without a word', async (_, distribution, permitted) => {
  const run = await read(distribution, [awsMilliseconds], {}, permitted);
  expect(run.error).toBeUndefined();
  expect(warnings(run)).toEqual([]);
});
