import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { snapshotUrl } from '../snapshot/tables.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { type DynamoDbServer, startDynalite } from '../support/dynamodb-server/dynalite.ts';
import { createTable, putItems } from '../support/dynamodb-server/tables.ts';
import { openProcess } from '../support/programs/open-process.ts';
import { BIN } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { loadOnce, runVerify } from './run-verify.ts';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const KILLS = Number(process.env.KILLS ?? 1);
/** More kills need a longer run. */
const ITEMS = 200 + 150 * KILLS;
const WAIT = { timeout: 60_000, interval: 5 };

let server: DynamoDbServer;

beforeAll(async () => {
  server = await startDynalite();
});

afterAll(async () => await server[Symbol.asyncDispose]());

async function table(name: string): Promise<string> {
  await createTable(server.client, {
    name,
    keys: { id: (id) => ({ S: `item-${id}` }) },
    attributes: {},
    presence: 1,
  });
  const items = Array.from({ length: ITEMS }, (_, id) => ({
    id: { S: `item-${id}` },
    text: { S: `t${id}` },
  }));
  await putItems(server.client, name, items);
  return snapshotUrl(server.endpoint, name);
}

test(`killed ${KILLS} times, it goes on, and reports what an uninterrupted run does (SEED=${seed})`, {
  timeout: 120_000 + KILLS * 30_000,
}, async () => {
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const random = seededRandom(seed);
  const source = await table('killed');
  await loadOnce(source, schema.url);
  const name = `"${schema.name}"."killed"`;
  await schema.query(`UPDATE ${name} SET "text" = 'other' WHERE "id" IN ('item-1', 'item-77')`);
  await schema.query(`DELETE FROM ${name} WHERE "id" IN ('item-2', 'item-101')`);
  await schema.query(`INSERT INTO ${name} ("id", "text") VALUES ('other-1', 'x'), ('other-2', 'x')`);
  await schema.query(`REFRESH TABLE ${name}`);
  const whole = await runVerify(source, schema.url, ['--settle', '0']);
  expect(whole.code, whole.log).toBe(1);
  expect(whole.report).toMatchObject({ items: ITEMS, rows: ITEMS, different: 2, missing: 2, extra: 2 });
  const progress = join(folder.path, 'progress');
  const options = ['--settle', '0', '--progress', progress];
  const slow = ['--read-units', '0.5', '--format', 'json'];
  for (let kill = 0; kill < KILLS; kill += 1) {
    const before = statSync(progress, { throwIfNoEntry: false })?.mtimeMs;
    await using verifying = openProcess(BIN.relay, ['verify', source, schema.url, ...options, ...slow], {});
    const isWritten = () => (statSync(progress, { throwIfNoEntry: false })?.mtimeMs ?? before) !== before;
    await expect.poll(isWritten, WAIT).toBe(true);
    // At some moment before the next time that it writes.
    for (let turns = random.int(1000); turns > 0; turns -= 1) await new Promise(setImmediate);
    verifying.signal('SIGKILL');
    await verifying.ended;
    expect(verifying.stdout()).toBe('');
  }
  const rest = await runVerify(source, schema.url, options);
  expect(rest.log).toContain('goes on after');
  const { seconds: _, readUnits: __, missedExtra: ___, ...report } = rest.report;
  report.findings.sort(byKey);
  whole.report.findings.sort(byKey);
  expect(whole.report).toMatchObject(report);
  expect(existsSync(progress)).toBe(false);
});

function byKey(a: { key: string[] }, b: { key: string[] }): number {
  return String(a.key) < String(b.key) ? -1 : 1;
}

test('progress of another comparison, or no progress, is refused', { timeout: 120_000 }, async () => {
  using folder = temporaryFolder();
  const progress = join(folder.path, 'progress');
  const header = { format: 2, of: 'something else', done: [], current: null };
  const source = snapshotUrl(server.endpoint, 'killed');
  for (const [content, reason] of [
    [`${JSON.stringify(header)}\n`, 'it is of another comparison (something else)'],
    ['{"bookmarks": {}}\n', 'it holds no progress'],
    ['', 'it holds no progress'],
  ] as const) {
    writeFileSync(progress, content);
    const refused = await runVerify(source, 'crate://localhost/x', ['--progress', progress]);
    expect(refused.log).toContain('VERIFY_PROGRESS_UNUSABLE');
    expect(refused.log).toContain(reason);
    expect(refused.code).toBe(1);
    expect(statSync(progress).size).toBe(content.length);
  }
});
