import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { createHandler } from '../../lambda/dist/index.js';
import { program as tap } from '../../tap-dynamodb-cdc/dist/program.js';
import { program as target } from '../../target-cratedb/dist/program.js';
import { numberedTable, snapshotUrl } from '../snapshot/tables.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import type { Change } from '../support/dynamodb/change.ts';
import { startDynalite } from '../support/dynamodb-server/dynalite.ts';
import { runInThisProcess } from '../support/programs/in-process.ts';
import { PROJECT } from '../support/programs/project.ts';
import { dataOf, kinesisEvent } from './kinesis-event.ts';
import { streamEvent } from './stream-event.ts';

/** The variables that docs/lambda.md exports for the snapshot. */
function variables(): Record<string, string> {
  const page = readFileSync(join(PROJECT, 'docs/lambda.md'), 'utf8');
  const [, line = ''] = /^export (TARGET_CRATEDB_.*)$/m.exec(page) ?? [];
  return Object.fromEntries(line.split(' ').map((one) => one.split('=') as [string, string]));
}

const NAME = 'numbers';

/** A change that is newer than the snapshot, however long that takes. */
function changeOf(id: number, eventName: Change['eventName'], text?: string): Change {
  const keys = { id: { N: String(id) } };
  const newImage = text === undefined ? undefined : { ...keys, text: { S: text } };
  return {
    tableName: NAME,
    eventName,
    keys,
    ...(newImage && { newImage }),
    at: (Date.now() + 60_000) * 1000,
  } as Change;
}

test.each([
  ['a Kinesis stream', false],
  ['the DynamoDB stream of the table', true],
])('a snapshot beside the function, by %s: what the function wrote stays', async (_, ofTable) => {
  await using schema = await openSchema(inject('cratedb'));
  await using server = await startDynalite();
  await numberedTable(server, NAME, 4);
  const changes = [changeOf(1, 'MODIFY', 'newer'), changeOf(2, 'REMOVE'), changeOf(9, 'INSERT', 'new')];
  const event = ofTable ? streamEvent(changes) : kinesisEvent(dataOf(changes));
  const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => 60_000 };
  const url = { TARGET_CRATEDB_URL: schema.url };
  expect(await createHandler(url)(event, context)).toEqual({ batchItemFailures: [] });

  const env = { ...variables(), ...(ofTable && { TAP_DYNAMODB_CDC_MODE: 'snapshot' }) };
  const source = snapshotUrl(server.endpoint, NAME);
  const of = ofTable ? source.replace('dynamodb:', 'dynamodb+cdc:') : source;
  const read = await runInThisProcess(tap, [of], { env });
  expect(read.code, read.stderr).toBe(0);
  const loaded = await runInThisProcess(target, [schema.url], { env, stdin: read.stdout });
  expect(loaded.code, loaded.stderr).toBe(0);

  const rows = await schema.rows(NAME);
  const live = rows.filter((row) => (row._sdc_deleted_at ?? null) === null);
  expect(live.map(({ id, text }) => `${String(id)} ${String(text)}`).sort()).toEqual([
    '1 newer',
    '3 item 3',
    '4 item 4',
    '9 new',
  ]);
  // A later instance finds rows that it may change.
  expect(await createHandler(url)(event, context)).toEqual({ batchItemFailures: [] });
});
