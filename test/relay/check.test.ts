import { putAll, requestsOf, startHostileKinesis } from '@cdc-relay/hostile-kinesis';
import { expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { BIN, type Outcome, run } from '../support/programs/run.ts';
import { plainRecord } from '../tap/plain-records.ts';
import { cdcModel, sourceUrl } from '../tap/reading/source.ts';

async function relay(args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
  return await run(BIN.relay, args, { env });
}

/** The lines of a part of the output: of a program, or of `both`. */
function partOf({ stdout }: Outcome, name: string): string[] {
  const parts = stdout.split(/^(?=tap-dynamodb-cdc$|target-cratedb$|both$)/m);
  return (parts.find((part) => part.startsWith(`${name}\n`)) ?? '').trimEnd().split('\n').slice(1);
}

const bad = (lines: readonly string[]): string[] => lines.filter((line) => /^(?:FAIL|skip)/.test(line));

test('looks at both ends and at what has to fit, before and after a run, and changes neither', {
  timeout: 60_000,
}, async () => {
  await using schema = await openSchema(inject('cratedb'));
  const { model, cdc } = cdcModel();
  putAll(cdc, [plainRecord()]);
  await using kinesis = await startHostileKinesis(model);
  const ends = [sourceUrl(kinesis), `${schema.url}/demo`];
  const tables =
    'SELECT table_name FROM information_schema.tables WHERE table_schema = $1 ORDER BY table_name';
  const before = await relay(['--check', ...ends]);
  expect(before.code, before.stdout + before.stderr).toBe(0);
  expect(bad(before.stdout.split('\n'))).toEqual([]);
  expect(await schema.query(tables, [schema.name])).toEqual([]);
  expect(partOf(before, 'both')).toEqual([expect.stringMatching(/^ok .*48 h.*24 h$/)]);
  expect((await relay(['--once', ...ends])).code).toBe(0);
  const kept = await schema.rows('_sdc_state');
  expect(kept).toHaveLength(1);
  const after = await relay(['--check', ...ends]);
  expect(after.code, after.stdout + after.stderr).toBe(0);
  expect(partOf(after, 'target-cratedb').join('\n')).toMatch(/^ok {3}tables .*"demo": .* primary key/m);
  expect(partOf(after, 'tap-dynamodb-cdc').join('\n')).toMatch(/^ok {3}bookmarks /m);
  expect(await schema.rows('_sdc_state')).toEqual(kept);
  expect(requestsOf(kinesis.log, 'GetRecords').filter(({ input }) => input.Limit === 1).length).toBe(2);
});

test('a stream that keeps records for longer than deletions are remembered is a warning', async () => {
  const { model, cdc } = cdcModel();
  cdc.retentionHours = 168;
  await using kinesis = await startHostileKinesis(model);
  await using schema = await openSchema(inject('cratedb'));
  const outcome = await relay(['--check', sourceUrl(kinesis), schema.url]);
  expect(outcome.code, outcome.stdout).toBe(0);
  expect(partOf(outcome, 'both')).toEqual([expect.stringMatching(/^warn deletions .*more than 168$/)]);
  const longer = { TARGET_CRATEDB_TOMBSTONE_RETENTION_HOURS: '192' };
  const good = await relay(['--check', sourceUrl(kinesis), schema.url], longer);
  expect(partOf(good, 'both')).toEqual([expect.stringMatching(/^ok/)]);
});

test('what is wrong with either end is a failure, and the other one is looked at all the same', async () => {
  const outcome = await relay(['--check', sourceUrl({ port: 1 }), 'postgresql://crate@127.0.0.1:1/doc']);
  expect(outcome.code).toBe(1);
  expect(partOf(outcome, 'target-cratedb')[0]).toMatch(/^FAIL connection .*CRATEDB_UNREACHABLE/);
  expect(partOf(outcome, 'tap-dynamodb-cdc')[0]).toMatch(/^FAIL stream .*KINESIS_UNREACHABLE/);
  expect(outcome.stderr).toMatch(/relay: CHECK_FAILED: Not in order: target-cratedb, tap-dynamodb-cdc/);
});
