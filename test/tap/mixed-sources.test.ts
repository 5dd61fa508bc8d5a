import { putAll, startHostileKinesis } from '@cdc-relay/hostile-kinesis';
import { expect, test } from 'vitest';
import type { Change } from '../support/dynamodb/change.ts';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import { awsMicroseconds, type Dialect, dynamoDbStreams } from '../support/dynamodb/dialect.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { recordsOf, schemasOf, sourceOf, tapFrom } from './hostile-source.ts';
import { cdcModel, streamsUrl } from './reading/source.ts';

function recordOf(number: number, dialect: Dialect) {
  const tableName = 'cdc';
  const keys = { id: { N: String(number) } };
  const at = 1_700_000_000_000_000 + number;
  const change: Change = { tableName, eventName: 'INSERT', keys, newImage: keys, at };
  return changeRecord(change, seededRandom(number), dialect);
}

test.each([
  [awsMicroseconds, dynamoDbStreams],
  [dynamoDbStreams, awsMicroseconds],
])(
  'records of a table that DynamoDB wrote, and forwarded ones, in one Kinesis stream',
  async (one, other) => {
    await using source = await sourceOf([recordOf(1, one), recordOf(2, one), recordOf(3, other)]);
    const mixed = await tapFrom(source.url);
    expect(mixed.stderr).toContain('SOURCES_MIXED');
    expect(recordsOf(mixed)).toHaveLength(2);
    // The state knows it, too.
    const again = await tapFrom(source.url, { state: mixed.state });
    expect(again.stderr).toContain('SOURCES_MIXED');
    expect(recordsOf(again)).toEqual([]);
  },
);

test('only rows of a DynamoDB stream say so', async () => {
  await using source = await sourceOf([recordOf(1, dynamoDbStreams)]);
  const [forwarded] = recordsOf(await tapFrom(source.url));
  expect(forwarded?.record).not.toHaveProperty('_sdc_table_stream');
  const { model, cdc } = cdcModel();
  putAll(cdc, [recordOf(1, dynamoDbStreams)]);
  await using streams = await startHostileKinesis(model);
  const direct = await tapFrom(streamsUrl(streams));
  expect(recordsOf(direct)[0]?.record).toMatchObject({ _sdc_table_stream: true });
  expect(schemasOf(direct, 'cdc')[0]?.properties).toHaveProperty('_sdc_table_stream');
});
