import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { compareTable } from '../support/compare-table.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import { allTypes } from '../support/dynamodb/all-types.ts';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import { localStack } from '../support/dynamodb/dialect.ts';
import { makeHistory } from '../support/dynamodb/history.ts';
import { customers, orders } from '../support/dynamodb/orders.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { startKinesisLocal } from '../support/kinesis/kinesis-local.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { publish, runPipe } from './pipe.ts';

const tables = [orders, customers, allTypes];
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

// LocalStack writes times in seconds, binaries encoded once and short event ids, all records under one partition key.
test(`the dialect of LocalStack: many changes within one second end in exact tables (SEED=${seed})`, {
  timeout: 90_000,
}, async () => {
  await using kinesis = await startKinesisLocal({ streams: { 'cdc-stream': 3 } });
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const history = makeHistory({ seed, operations: 400, tables, tick: 2_000 });
  const random = seededRandom(seed);
  const records = history.changes.map((change) => ({
    ...changeRecord(change, random, localStack),
    partitionKey: 'dynamodb',
  }));
  const pipe = {
    source: `kinesis+dynamodb+cdc://LSIAQAAAAAAVNCBMPNSG:dummy@localhost:${kinesis.port}/cdc-stream?region=us-east-1`,
    target: schema.url,
    statePath: join(folder.path, 'state.json'),
  };
  for (const part of [records.slice(0, 250), records.slice(250)]) {
    await publish(kinesis, 'cdc-stream', part);
    const outcome = await runPipe(pipe);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stderr).toContain(`received=${part.length}`);
  }
  for (const { name, keys } of tables) {
    const items = history.tables.get(name) ?? [];
    expect(compareTable(items, await schema.rows(name), Object.keys(keys))).toEqual([]);
  }
});
