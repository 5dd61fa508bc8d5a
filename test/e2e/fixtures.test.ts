import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { compareTable } from '../support/compare-table.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import { readFixtures } from '../support/dynamodb/fixtures.ts';
import type { Item } from '../support/dynamodb/item.ts';
import { startKinesisLocal } from '../support/kinesis/kinesis-local.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { publish, runPipe, sourceUrl } from './pipe.ts';

test('every attribute of every real change record arrives exactly', { timeout: 60_000 }, async () => {
  await using kinesis = await startKinesisLocal({ streams: { cdc: 2 } });
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const fixtures = readFixtures();
  await publish(
    kinesis,
    'cdc',
    fixtures.map(({ record }) => record),
  );

  const outcome = await runPipe({
    source: sourceUrl(kinesis.endpoint, 'cdc'),
    target: schema.url,
    statePath: join(folder.path, 'state.json'),
  });

  expect(outcome.code, outcome.stderr).toBe(0);
  expect(JSON.parse(outcome.stdout.trimEnd().split('\n').at(-1) ?? '')).toHaveProperty('bookmarks');
  for (const table of new Set(fixtures.map(({ tableName }) => tableName))) {
    const ofTable = fixtures.filter(({ tableName }) => tableName === table);
    const items = ofTable.flatMap(({ newImage }): Item[] => (newImage === undefined ? [] : [newImage]));
    const rows = await schema.rows(table);
    expect(compareTable(items, rows, Object.keys(ofTable[0]?.keys ?? {}))).toEqual([]);
    const times = ofTable
      .filter(({ newImage }) => newImage !== undefined)
      .map(({ time }) => microseconds(time));
    expect(rows.map((row) => String(row._sdc_sequence)).sort()).toEqual(times.sort());
    expect(rows.filter((row) => (row._sdc_deleted_at ?? null) !== null)).toEqual([]);
  }
});

/** Milliseconds have 13 digits, microseconds 16. */
function microseconds(time: number): string {
  return String(time).padEnd(16, '0');
}
