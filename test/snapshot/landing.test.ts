import { expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { startDynalite } from '../support/dynamodb-server/dynalite.ts';
import { deleteItem } from '../support/dynamodb-server/tables.ts';
import { BIN, shell } from '../support/programs/run.ts';
import { landSnapshot } from './land-snapshot.ts';
import { numberedTable, snapshotUrl } from './tables.ts';

/** The stand-in is a database in JavaScript: it gets fewer. */
const ITEMS = inject('cratedbIsReal') ? 100_000 : 10_000;
const LIMIT_MB = 260;

test(`${ITEMS} items are scanned and landed within bounded memory`, { timeout: 300_000 }, async () => {
  const { codes, rows, tapMb, targetMb, stderr } = await landSnapshot(ITEMS, inject('cratedb'));
  expect(codes, stderr).toEqual([0, 0]);
  expect(rows).toBe(ITEMS);
  expect(tapMb).toBeLessThan(LIMIT_MB);
  expect(targetMb).toBeLessThan(LIMIT_MB);
});

test('a table that has no items any more has no rows after the next snapshot', {
  timeout: 60_000,
}, async () => {
  await using server = await startDynalite();
  await using schema = await openSchema(inject('cratedb'));
  await numberedTable(server, 'numbers', 2);
  const env = { SOURCE: snapshotUrl(server.endpoint, 'numbers'), URL: schema.url };
  const land = async (): Promise<unknown[]> => {
    const outcome = await shell(`"${BIN.tap}" "$SOURCE" | "${BIN.target}" "$URL"`, { env });
    expect(outcome.code, outcome.stderr).toBe(0);
    return (await schema.rows('numbers')).map(({ id }) => Number(id)).sort();
  };
  expect(await land()).toEqual([1, 2]);
  for (const id of ['1', '2']) await deleteItem(server.client, 'numbers', { id: { N: id } });
  expect(await land()).toEqual([]);
});
