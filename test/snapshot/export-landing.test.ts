import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { kinesisModel, putAll, startHostileKinesis, streamOf } from '@cdc-relay/hostile-kinesis';
import { expect, inject, test } from 'vitest';
import { runPipe, sourceUrl } from '../e2e/pipe.ts';
import { compareTable } from '../support/compare-table.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import { allTypes } from '../support/dynamodb/all-types.ts';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import { awsMicroseconds, awsMilliseconds } from '../support/dynamodb/dialect.ts';
import { orders } from '../support/dynamodb/orders.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import type { Table } from '../support/dynamodb/table.ts';
import { startDynalite } from '../support/dynamodb-server/dynalite.ts';
import { refusal, startProxy } from '../support/dynamodb-server/proxy.ts';
import { createTable } from '../support/dynamodb-server/tables.ts';
import { writeExport } from '../support/exports/export-files.ts';
import { BIN } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { HOUR } from '../tap/reading/source.ts';
import { exportedHistory } from './exported-history.ts';

const MARGIN_SECONDS = 5;
const LATE_MS = 2_000;

/** Every type, and a key whose type never changes. */
const TABLE: Table = { ...allTypes, keys: orders.keys };

test('exports that close a gap, and changes around them, with a tap that is killed in the middle of a file', {
  timeout: 120_000,
}, async () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e6));
  const random = seededRandom(seed);
  const [dialect, deleteMode] = random.pick([
    [awsMilliseconds, 'mark'],
    [awsMicroseconds, 'remove'],
  ] as const);
  const history = exportedHistory(seed, TABLE, [80, 80, 60]);
  const model = kinesisModel({ cdc: 2 }, Date.now() - 48 * HOUR);
  const records = history.changes.map((change) => ({
    ...changeRecord(change, random, dialect),
    arrival: Math.floor(change.at / 1_000) + random.int(LATE_MS),
  }));
  putAll(streamOf(model, 'cdc'), records);
  await using kinesis = await startHostileKinesis(model);
  await using dynalite = await startDynalite();
  await createTable(dynalite.client, TABLE);
  await using dynamoDb = await startProxy(dynalite.endpoint, ({ operation }) =>
    operation === 'Scan' ? refusal('AccessDeniedException') : undefined,
  );
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const { fullAt, until, items, last: changes } = history;
  const table = TABLE.name;
  const exports = [
    writeExport(folder.path, { table, id: '1', until: fullAt, items, files: 3 }),
    writeExport(folder.path, { table, id: '2', from: fullAt, until, changes }),
  ];
  const source = {
    TAP_DYNAMODB_CDC_SOURCE_URL: sourceUrl(kinesis.endpoint, 'cdc'),
    TAP_DYNAMODB_CDC_DYNAMODB_ENDPOINT_URL: dynamoDb.endpoint,
    TAP_DYNAMODB_CDC_TABLES: JSON.stringify([table]),
    TARGET_CRATEDB_DELETE_MODE: deleteMode,
  };
  const statePath = join(folder.path, 'state.json');
  // What was read until the gap began: some of it is deleted in the gap.
  const early = { ...source, TAP_DYNAMODB_CDC_MAX_RECORDS: String(40 + random.int(110)) };
  const before = { source: '', target: schema.url, statePath: join(folder.path, 'lost.json') };
  expect((await runPipe(before, { env: early })).code).toBe(0);
  const env = {
    ...source,
    TAP_DYNAMODB_CDC_MODE: 'snapshot+cdc',
    TAP_DYNAMODB_CDC_SNAPSHOT_SOURCE: 'export',
    TAP_DYNAMODB_CDC_SNAPSHOT_EXPORTS: JSON.stringify(exports),
    TAP_DYNAMODB_CDC_SNAPSHOT_CLOCK_MARGIN: String(MARGIN_SECONDS),
    TAP_DYNAMODB_CDC_STATE_INTERVAL_RECORDS: '5',
  };
  writeFileSync(statePath, await stateOfKilled(env, schema.url, 1 + random.int(items.length - 1)));
  const outcome = await runPipe({ source: '', target: schema.url, statePath }, { env });
  expect(outcome.code, `SEED=${seed}\n${outcome.stderr}`).toBe(0);
  const alive = (await schema.rows(table)).filter(
    ({ _sdc_deleted_at }) => (_sdc_deleted_at ?? null) === null,
  );
  const rows = alive.map(({ _sdc_deleted_at: _, ...row }) => row);
  expect(compareTable(history.result, rows, Object.keys(TABLE.keys)).slice(0, 5), `SEED=${seed}`).toEqual([]);
  expect(dynamoDb.calls.map(({ operation }) => operation)).not.toContain('Scan');
});

/** Kills the tap once it has written this many records; returns the last STATE of the target. */
async function stateOfKilled(env: Record<string, string>, target: string, records: number): Promise<string> {
  const own = { PATH: process.env.PATH ?? '', ...env };
  const tap = spawn(BIN.tap, [], { env: own, stdio: ['ignore', 'pipe', 'ignore'] });
  const loading = spawn(BIN.target, [target], { env: own, stdio: ['pipe', 'pipe', 'ignore'] });
  const states = text(loading.stdout);
  let seen = 0;
  tap.stdout.on('data', (chunk: Buffer) => {
    seen += String(chunk).split('{"type":"RECORD"').length - 1;
    if (seen >= records) tap.kill('SIGKILL');
  });
  tap.stdout.pipe(loading.stdin);
  await Promise.all([once(tap, 'close'), once(loading, 'close')]);
  return (await states).trimEnd().split('\n').at(-1) ?? '';
}
