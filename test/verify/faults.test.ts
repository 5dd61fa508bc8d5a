import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { snapshotUrl } from '../snapshot/tables.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { type DynamoDbServer, startDynalite } from '../support/dynamodb-server/dynalite.ts';
import { createTable, putItems } from '../support/dynamodb-server/tables.ts';
import { BIN, run } from '../support/programs/run.ts';
import { allKinds, injectFaults } from './faults.ts';
import { found, loadOnce, runVerify } from './run-verify.ts';

let server: DynamoDbServer;

beforeAll(async () => {
  server = await startDynalite();
});

afterAll(async () => await server[Symbol.asyncDispose]());

/** A table of DynamoDB that CrateDB has too. */
async function loadedTable(name: string, schema: TestSchema, env: Record<string, string>): Promise<string> {
  const key = (id: number) => ({ S: `item-${id}` });
  await createTable(server.client, { name, keys: { id: key }, attributes: {}, presence: 1 });
  await putItems(
    server.client,
    name,
    Array.from({ length: 12 }, (_, id) => allKinds(id)),
  );
  const source = snapshotUrl(server.endpoint, name);
  await loadOnce(source, schema.url, env);
  return source;
}

async function verify(source: string, target: string, options: string[], env: Record<string, string>) {
  return await runVerify(source, target, ['--settle', '0', ...options], env);
}

test.each([
  ['remove', 'columns'],
  ['tombstone', 'document'],
])(
  'delete_mode %s, %s: each fault is reported with its kind, and repaired',
  { timeout: 300_000 },
  async (mode, layout) => {
    await using schema = await openSchema(inject('cratedb'));
    const env = { TARGET_CRATEDB_DELETE_MODE: mode, TARGET_CRATEDB_RECORD_LAYOUT: layout };
    const table = `verified-${mode}`;
    const source = await loadedTable(table, schema, env);
    const expected = await injectFaults(server.client, schema, table, layout);
    const repaired = await verify(source, schema.url, ['--repair', '--values'], env);
    expect(found(repaired), repaired.log).toEqual(expected);
    expect(repaired, repaired.log).toMatchObject({ code: 0, report: { repaired: expected.length } });
    const again = await verify(source, schema.url, [], env);
    expect(again, again.log).toMatchObject({
      code: 0,
      report: { items: 11, rows: 11, equal: 11, findings: [], undecided: 0 },
    });
  },
);

test('an item that changes meanwhile is no difference, but undecided', { timeout: 300_000 }, async () => {
  await using schema = await openSchema(inject('cratedb'));
  const source = await loadedTable('changing', schema, {});
  const stop = new AbortController();
  let count = 0;
  const changes = (async () => {
    while (!stop.signal.aborted) {
      count += 1;
      await server.client.send(
        new PutItemCommand({
          TableName: 'changing',
          Item: { id: { S: 'item-0' }, count: { N: String(count) } },
        }),
      );
    }
  })();
  const outcome = await verify(source, schema.url, ['--settle', '0.2'], {});
  stop.abort();
  await changes;
  expect(outcome, outcome.log).toMatchObject({ code: 3, report: { undecided: 1, findings: [] } });
});

test('hashed keys, shapes instead of values, a sample', { timeout: 300_000 }, async () => {
  await using schema = await openSchema(inject('cratedb'));
  const source = await loadedTable('private', schema, {});
  await server.client.send(new DeleteItemCommand({ TableName: 'private', Key: { id: { S: 'item-1' } } }));
  await schema.query(`UPDATE "${schema.name}"."private" SET "text" = 'other' WHERE "id" = 'item-2'`);
  const args = ['verify', source, schema.url, '--settle', '0'];
  const text = await run(BIN.relay, [...args, '--hash-keys']);
  expect(text.stdout, text.stderr).toContain('text of 5 characters');
  expect(text.stdout).toContain('1 extra, 1 different, 0 undecided');
  expect(text.stdout).not.toContain('item-');
  const csv = await run(BIN.relay, [...args, '--format', 'csv']);
  expect(csv.stdout.split('\n').sort()).toContain('"private","different","[""item-2""]","text"');
  const sample = await run(BIN.relay, [...args, '--sample', '50%']);
  expect(sample.stdout, sample.stderr).toContain('a sample of 50 %');
  const wrong = await run(BIN.relay, [...args, '--sample', '101%']);
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
});
