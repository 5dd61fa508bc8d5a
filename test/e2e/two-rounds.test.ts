import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { compareTable } from '../support/compare-table.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import { allTypes } from '../support/dynamodb/all-types.ts';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import { deliver } from '../support/dynamodb/delivery.ts';
import { makeHistory } from '../support/dynamodb/history.ts';
import { customers, orders } from '../support/dynamodb/orders.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { startKinesisLocal } from '../support/kinesis/kinesis-local.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { publish, runPipe, sourceUrl } from './pipe.ts';

const tables = [orders, customers, allTypes];
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

test.each([
  ['polled', ['', '']],
  ['polled, then pushed', ['', '&fan-out=true']],
])(
  `two rounds of late and repeated changes, %s, end in the same tables (SEED=${seed})`,
  {
    timeout: 90_000,
  },
  async (_, ways) => {
    await using kinesis = await startKinesisLocal({ streams: { cdc: 3 } });
    await using schema = await openSchema(inject('cratedb'));
    using folder = temporaryFolder();
    const history = makeHistory({ seed, operations: 600, tables });
    const random = seededRandom(seed);
    const delivered = deliver(history.changes, { seed, lateness: 30, duplicates: 0.2 });
    const records = delivered.map((change) => changeRecord(change, random));
    const pipe = {
      source: sourceUrl(kinesis.endpoint, 'cdc'),
      target: schema.url,
      statePath: join(folder.path, 'state.json'),
    };

    for (const [round, part] of [records.slice(0, 400), records.slice(400)].entries()) {
      await publish(kinesis, 'cdc', part);
      const outcome = await runPipe({ ...pipe, source: `${pipe.source}${ways[round]}` });
      expect(outcome.code, outcome.stderr).toBe(0);
      expect(outcome.stderr).toContain(`received=${part.length}`);
    }

    for (const { name, keys } of tables) {
      const items = history.tables.get(name) ?? [];
      expect(compareTable(items, await schema.rows(name), Object.keys(keys))).toEqual([]);
    }
  },
);
