import { setTimeout as sleep } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { type OpenProcess, openProcess } from '../support/programs/open-process.ts';
import { BIN } from '../support/programs/run.ts';
import { load, rowsById } from './load.ts';
import { recordMessage, schemaMessage, textOf } from './messages.ts';

const WRITERS = 4;
const ROWS = 3000;
const SCHEMA = textOf([schemaMessage('s', { id: 'integer', v: 'integer' })]);

const records = (from: number, count: number): string =>
  textOf(Array.from({ length: count }, (_, index) => recordMessage('s', { id: from + index, v: 1 })));

function openTarget({ url }: TestSchema, batchSize: number, group = 'rebuilding'): OpenProcess {
  return openProcess(BIN.target, [url], {
    TARGET_CRATEDB_BATCH_SIZE_ROWS: String(batchSize),
    TARGET_CRATEDB_VALIDATE_RECORDS: 'false',
    TARGET_CRATEDB_WRITER_GROUP: group,
  });
}

/** Writes rows of its own, a few at a time, until it is asked to end; returns how many. */
async function writeUntil(signal: AbortSignal, target: OpenProcess, first: number): Promise<number> {
  target.write(SCHEMA);
  let count = 0;
  for (; !signal.aborted; count += 5) {
    target.write(records(first + count, 5));
    await sleep(15);
  }
  target.end();
  expect(await target.ended, target.stderr()).toBe(0);
  return count;
}

test('while a table is rebuilt for a wider key, nothing is lost that others write', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await using rebuilding = openTarget(schema, 1000);
  const count = async (what: string): Promise<number> => {
    await schema.query(`REFRESH TABLE "${schema.name}"."s"`).catch(() => undefined);
    const rows = await schema.query(`SELECT count(${what}) AS n FROM "${schema.name}"."s"`).catch(() => []);
    return Number(rows[0]?.n);
  };
  rebuilding.write(SCHEMA + records(0, ROWS));
  await expect.poll(() => count('*'), { timeout: 20_000 }).toBe(ROWS);
  const enough = new AbortController();
  const writers = Array.from({ length: WRITERS }, (_, index) => openTarget(schema, 5, `${index}`));
  const written = writers.map((target, index) => writeUntil(enough.signal, target, (index + 1) * 1_000_000));
  // All of them write by then: one that starts ends a rebuild that it finds.
  await expect.poll(() => count('DISTINCT "id" / 1000000'), { timeout: 20_000 }).toBe(1 + WRITERS);
  rebuilding.write(textOf([recordMessage('s', { id: 1.5, v: 1 })]));
  await expect.poll(() => rebuilding.stderr(), { timeout: 20_000 }).toContain('becomes TEXT');
  rebuilding.end();
  expect(await rebuilding.ended, rebuilding.stderr()).toBe(0);
  enough.abort();
  const counts = await Promise.all(written);
  expect(await count('*')).toBe(ROWS + 1 + counts.reduce((sum, count) => sum + count, 0));
});

test.each([
  ['SET ("blocks.write" = true)', ['_sdc_rebuild_s']],
  ['CLOSE', ['_sdc_rebuild_s']],
  // Clearing was interrupted, too; then another rebuild was.
  ['CLOSE', ['_sdc_rebuilt_s']],
  ['CLOSE', ['_sdc_rebuilt_s', '_sdc_rebuild_s']],
])('what an interrupted rebuild left behind is cleared: %s, %s', async (left, copies) => {
  await using schema = await openSchema(inject('cratedb'));
  await schema.query(`CREATE TABLE "${schema.name}"."s" ("id" BIGINT PRIMARY KEY, "v" BIGINT)`);
  for (const copy of copies)
    await schema.query(`CREATE TABLE "${schema.name}"."${copy}" ("id" TEXT PRIMARY KEY)`);
  await schema.query(`ALTER TABLE "${schema.name}"."s" ${left}`);
  const outcome = await load(schema, [SCHEMA.trim(), recordMessage('s', { id: 1, v: 2 })]);
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(await rowsById(schema, 's')).toEqual({ 1: { v: 2 } });
  const tables =
    "SELECT table_name FROM information_schema.tables WHERE table_schema = $1 AND table_name <> '_sdc_leases'";
  expect(await schema.query(tables, [schema.name])).toEqual([{ table_name: 's' }]);
});
