import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { allTypes } from '../support/dynamodb/all-types.ts';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import { deliver } from '../support/dynamodb/delivery.ts';
import { diffRow } from '../support/dynamodb/diff-row.ts';
import { expectedRow } from '../support/dynamodb/expected.ts';
import { type History, makeHistory } from '../support/dynamodb/history.ts';
import { customers, orders } from '../support/dynamodb/orders.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import type { Table } from '../support/dynamodb/table.ts';
import { startKinesisLocal } from '../support/kinesis/kinesis-local.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { publish, runPipe, sourceUrl } from './pipe.ts';

const tables = [orders, customers, allTypes];
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

test(`two rounds of late and repeated changes end in the same tables (SEED=${seed})`, {
  timeout: 90_000,
}, async () => {
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

  for (const part of [records.slice(0, 400), records.slice(400)]) {
    await publish(kinesis, 'cdc', part);
    const outcome = await runPipe(pipe);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stderr).toContain(`received=${part.length}`);
  }

  for (const table of tables) await expectTable(schema, table, history);
});

async function expectTable(schema: TestSchema, table: Table, history: History): Promise<void> {
  const expected = (history.tables.get(table.name) ?? []).map(expectedRow);
  const rows = await schema.rows(table.name);
  const idOf = (row: object): string =>
    JSON.stringify(Object.keys(table.keys).map((key) => String(row[key as never])));
  const byId = new Map(rows.map((row) => [idOf(row), row]));
  expect([...byId.keys()].sort()).toEqual(expected.map(idOf).sort());
  const keys = Object.keys(table.keys);
  // Keys are compared above, as text: a numeric key may have become TEXT.
  for (const row of expected) {
    expect(diffRow(without(row, keys), without(byId.get(idOf(row)) ?? {}, keys))).toEqual([]);
  }
}

function without<Row extends object>(row: Row, names: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name))) as Row;
}
