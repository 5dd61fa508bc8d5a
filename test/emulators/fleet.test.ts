import { setTimeout as sleep } from 'node:timers/promises';
import { expect, inject, onTestFailed, test } from 'vitest';
import { aheadOf, checkpointsOf, type PlacedChange } from '../kcl/fleet.ts';
import { startWorker, type Worker } from '../kcl/worker.ts';
import { compareTable } from '../support/compare-table.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import { makeHistory } from '../support/dynamodb/history.ts';
import { orders } from '../support/dynamodb/orders.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { installedDaemon } from '../support/java/daemon.ts';
import { startKinesisLocal } from '../support/kinesis/kinesis-local.ts';
import { putRecords } from '../support/kinesis/put-records.ts';
import { mergeShards, splitShard } from '../support/kinesis/reshard.ts';
import { startMiniStack } from '../support/python/emulator.ts';
import { hasPython } from '../support/python/tool.ts';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const SHARDS = Number(process.env.FLEET_SHARDS ?? 4);
const CHANGES = Number(process.env.FLEET_CHANGES ?? 3_000);
const LEASE_SECONDS = 3;
const STREAM = 'cdc-stream';
const APPLICATION = 'fleet';
/** It takes five minutes, most of them the pauses of the Kinesis Client Library. */
const isWanted = process.env.FLEET === '1';
const folder = isWanted && hasPython ? await installedDaemon() : undefined;

test.runIf(folder !== undefined)(
  `a fleet that grows, is resharded, killed, stopped and shrinks ends in the items (SEED=${seed})`,
  { timeout: 3_600_000 },
  async () => {
    await using emulator = await startMiniStack();
    await using local = await startKinesisLocal({ streams: { [STREAM]: SHARDS } });
    const kinesis = local.client();
    await using schema = await openSchema(inject('cratedb'));
    const started: Worker[] = [];
    onTestFailed(() => {
      for (const { name, stderr } of started) console.error(`${name}:\n${stderr()}`);
    });
    await using _ = {
      [Symbol.asyncDispose]: async () =>
        void (await Promise.all(started.map((one) => one[Symbol.asyncDispose]()))),
    };
    const random = seededRandom(seed);
    const { changes, tables } = makeHistory({
      seed,
      operations: CHANGES,
      tables: [orders],
      itemsPerTable: 400,
    });
    const placed: PlacedChange[] = [];
    const put = async (part: number): Promise<void> => {
      const some = changes.slice(placed.length, Math.ceil(CHANGES * part));
      const places = await putRecords(
        kinesis,
        STREAM,
        some.map((change) => changeRecord(change, random)),
      );
      for (const [index, place] of places.entries())
        placed.push({ change: some[index] ?? expect.fail(), place });
    };
    const { host } = new URL(local.endpoint);
    const args = [`kinesis+dynamodb+cdc://k:s@${host}/${STREAM}?region=us-east-1`, schema.url];
    const settings = {
      DYNAMODB_CDC_KCL_DYNAMODB_ENDPOINT_URL: emulator.endpoint,
      DYNAMODB_CDC_KCL_APPLICATION: APPLICATION,
      DYNAMODB_CDC_KCL_DAEMON_FOLDER: folder ?? '',
      DYNAMODB_CDC_KCL_LEASE_SECONDS: String(LEASE_SECONDS),
      DYNAMODB_CDC_KCL_CHECKPOINT_SECONDS: '1',
      TARGET_CRATEDB_DELETE_MODE: 'tombstone',
    };
    const start = (name: string): Worker => {
      const worker = startWorker(name, args, settings);
      started.push(worker);
      return worker;
    };
    const isEqual = async (): Promise<boolean> => {
      const rows = await schema.rows(orders.name);
      const live = rows.filter((row) => (row._sdc_deleted_at ?? null) === null);
      return compareTable(tables.get(orders.name) ?? [], live, Object.keys(orders.keys)).length === 0;
    };
    const checkpoints = () => checkpointsOf(emulator.client, APPLICATION);
    const reads = (worker: Worker): number => worker.stderr().split(' reads its shard').length - 1;
    const until = (what: () => unknown) => expect.poll(what, { timeout: 240_000, interval: 500 });

    const first = start('first');
    await put(0.2);
    await until(() => reads(first)).toBeGreaterThanOrEqual(SHARDS);
    await until(async () => (await schema.rows(orders.name).catch(() => [])).length).toBeGreaterThan(0);
    const others = ['second', 'third', 'fourth'].map(start);
    await put(0.3);
    await splitShard(kinesis, STREAM, 'shardId-000000000000');
    await put(0.4);

    // The machine of the one that has most of them is gone.
    first.signalAll('SIGKILL');
    expect(await aheadOf(await checkpoints(), placed, schema)).toEqual([]);
    await put(0.5);
    await until(() => others.reduce((sum, worker) => sum + reads(worker), 0)).toBeGreaterThan(SHARDS);

    await mergeShards(kinesis, STREAM, 'shardId-000000000001', 'shardId-000000000002');
    await put(0.6);
    // The machine of another one stands still for longer than its leases last.
    const [stopped, ended, last] = others.toSorted((one, other) => reads(other) - reads(one)) as [
      Worker,
      Worker,
      Worker,
    ];
    stopped.signalAll('SIGSTOP');
    await put(0.8);
    await sleep(LEASE_SECONDS * 4_000);
    stopped.signalAll('SIGCONT');
    await put(1);
    expect(await ended.end(), ended.stderr()).toBe(0);
    await until(isEqual).toBe(true);
    expect(await aheadOf(await checkpoints(), placed, schema)).toEqual([]);
    expect(await last.end(), last.stderr()).toBe(0);
    expect(await aheadOf(await checkpoints(), placed, schema)).toEqual([]);
    expect(await isEqual()).toBe(true);
  },
);
