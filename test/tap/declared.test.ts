import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { allTypes } from '../support/dynamodb/all-types.ts';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import { readFixtures } from '../support/dynamodb/fixtures.ts';
import { makeHistory } from '../support/dynamodb/history.ts';
import { customers, orders } from '../support/dynamodb/orders.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { runTap } from './run-tap.ts';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

// Some targets refuse a record that has more properties than its SCHEMA, and some take deletions only as declared.
test(`each record's properties are in a SCHEMA before it, also NULLs and deletions (SEED=${seed})`, async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'dump');
  const random = seededRandom(seed);
  const { changes } = makeHistory({ seed, operations: 300, tables: [orders, customers, allTypes] });
  const records = [
    ...readFixtures().map(({ record }) => record),
    ...changes.map((change) => changeRecord(change, random)),
  ];
  writeFileSync(path, records.map(({ data }) => `${Buffer.from(data).toString()}\n`).join(''));
  const run = await runTap([`file+dynamodb+cdc://${path}`]);
  expect(run.exitCode, run.stderr).toBe(0);

  const declared = new Map<string, ReadonlySet<string>>();
  let deletions = 0;
  for (const message of run.messages) {
    if (message.type === 'SCHEMA') {
      const { properties } = message.schema;
      declared.set(message.stream, new Set(isJsonObject(properties) ? Object.keys(properties) : []));
      expect(properties).toMatchObject({
        _sdc_deleted_at: { type: ['string', 'null'], format: 'date-time' },
      });
    } else if (message.type === 'RECORD') {
      const names = declared.get(message.stream);
      expect(Object.keys(message.record).filter((name) => names?.has(name) !== true)).toEqual([]);
      if ('_sdc_deleted_at' in message.record) deletions += 1;
    }
  }
  expect(deletions).toBeGreaterThan(0);
});
