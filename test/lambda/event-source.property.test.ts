import { createHash } from 'node:crypto';
import { beforeAll, expect, inject, test } from 'vitest';
import type { KinesisEventRecord } from '../../lambda/dist/index.js';
import { compareTable } from '../support/compare-table.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import { makeHistory } from '../support/dynamodb/history.ts';
import { customers, orders } from '../support/dynamodb/orders.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { PROJECT } from '../support/programs/project.ts';
import { run } from '../support/programs/run.ts';
import { EventSource } from './event-source.ts';

const SHARDS = 8;
const PARALLELIZATION_FACTOR = 10;
const seeds = process.env.SEED ? [Number(process.env.SEED)] : [Math.floor(Math.random() * 2 ** 31)];

beforeAll(async () => {
  const bundling = ['run', '--silent', 'bundle', '--workspace', 'dynamodb-cdc-lambda'];
  expect(await run('npm', bundling, { cwd: PROJECT })).toMatchObject({ code: 0 });
}, 60_000);

test.each(seeds)(
  'shards side by side, timeouts, kills, throttles and poison end in the items (SEED=%i)',
  async (seed) => {
    const random = seededRandom(seed);
    const { changes, tables } = makeHistory({ seed, operations: 200, itemsPerTable: 30 });
    const lists = new Map<number, KinesisEventRecord[]>();
    const poison: string[] = [];
    let number = 0;
    const add = (partitionKey: string, data: Buffer): string => {
      number += 1;
      const group = groupOf(partitionKey);
      const sequenceNumber = String(number);
      const kinesis = {
        sequenceNumber,
        data: data.toString('base64'),
        approximateArrivalTimestamp: Date.now() / 1000,
      };
      const eventID = `shardId-00000000000${group % SHARDS}:${sequenceNumber}`;
      lists.set(group, [...(lists.get(group) ?? []), { eventID, kinesis }]);
      return sequenceNumber;
    };
    for (const change of changes) {
      const { partitionKey, data } = changeRecord(change, random);
      if (random.chance(0.01)) poison.push(add(partitionKey, Buffer.from('poison')));
      add(partitionKey, data);
    }
    await using schema = await openSchema(inject('cratedb'));
    const source = new EventSource({
      random,
      environment: { TARGET_CRATEDB_URL: schema.url },
      batchSize: 2 + random.int(20),
      maximumRetryAttempts: 3,
      instances: 3,
      faults: { throttled: 0.1, timedOut: 0.1, killed: 0.02 },
    });
    const { failed, findings } = await source.deliver([...lists.values()]);
    expect(findings).toEqual([]);
    expect([...failed].sort()).toEqual(poison.sort());
    for (const table of [orders, customers]) {
      const rows = await schema.rows(table.name);
      const live = rows.filter((row) => (row._sdc_deleted_at ?? null) === null);
      expect(compareTable(tables.get(table.name) ?? [], live, Object.keys(table.keys))).toEqual([]);
    }
  },
);

/** The shard of a partition key and its group within the shard: changes of an item are all in one. */
function groupOf(partitionKey: string): number {
  const hash = createHash('md5').update(partitionKey).digest().readUInt32BE();
  return hash % (SHARDS * PARALLELIZATION_FACTOR);
}
