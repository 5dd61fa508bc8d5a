import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { kinesisModel, startHostileKinesis, streamOf } from '@cdc-relay/hostile-kinesis';
import { expect, inject, test } from 'vitest';
import { sourceUrl } from '../e2e/pipe.ts';
import { compareTable } from '../support/compare-table.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import { orders } from '../support/dynamodb/orders.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { startDynalite } from '../support/dynamodb-server/dynalite.ts';
import { startProxy } from '../support/dynamodb-server/proxy.ts';
import { createTable } from '../support/dynamodb-server/tables.ts';
import { BIN, environment } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { range } from '../tap/reading/source.ts';
import { snapshotUrl } from './tables.ts';
import { Writer } from './writer.ts';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

/** Each costs the start of two programs. */
const SHARES = inject('cratedbIsReal') ? 8 : 3;
const SEGMENTS_OF_SHARE = 16;

const SCENARIO = {
  seed,
  tables: [orders],
  shards: 2,
  itemsPerTable: 120,
  before: 150,
  margin: 0.5,
  skew: 0.5,
  lateness: 20,
  duplicates: 0.2,
  phases: [],
  settings: {},
};

/** A pipeline that continues from its own file of states. */
const SCRIPT = `set -- ; [ -s "$KEPT" ] && set -- --state "$KEPT"; "$TAP" "$@" | "$TARGET" "$URL" --state-file "$KEPT"`;

test(`${SHARES} shares beside changes, some killed, one taken twice: the table is the source (SEED=${seed})`, {
  timeout: 240_000,
}, async () => {
  const random = seededRandom(seed);
  const model = kinesisModel({ cdc: SCENARIO.shards }, Date.now() - 25 * 3_600_000);
  await using server = await startDynalite();
  await using kinesis = await startHostileKinesis(model);
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const victims = new Map<number, () => void>();
  await using proxy = await startProxy(server.endpoint, ({ operation, input }) => {
    const share = Math.floor(Number(input.Segment) / SEGMENTS_OF_SHARE) + 1;
    const kill = victims.get(share);
    // In the middle of it: a page of the segment is out.
    if (operation === 'Scan' && input.ExclusiveStartKey !== undefined && kill !== undefined) kill();
    return undefined;
  });
  const start = (name: string, settings: Record<string, string>): ChildProcess =>
    spawn('bash', ['-o', 'pipefail', '-c', SCRIPT], {
      detached: true,
      env: environment({
        TAP: BIN.tap,
        TARGET: BIN.target,
        URL: schema.url,
        KEPT: join(folder.path, `${name}.json`),
        TAP_DYNAMODB_CDC_DYNAMODB_ENDPOINT_URL: proxy.endpoint,
        TAP_DYNAMODB_CDC_SNAPSHOT_CLOCK_MARGIN: String(SCENARIO.margin),
        TAP_DYNAMODB_CDC_BATCH_SIZE: '1',
        TAP_DYNAMODB_CDC_STATE_INTERVAL_SECONDS: '0.2',
        TARGET_CRATEDB_DELETE_MODE: 'tombstone',
        TARGET_CRATEDB_BATCH_SIZE_ROWS: '50',
        TARGET_CRATEDB_STATE_INTERVAL_SECONDS: '0.2',
        ...settings,
      }),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  const changes = async (name = 'changes') =>
    await end(
      start(name, {
        TAP_DYNAMODB_CDC_SOURCE_URL: sourceUrl(kinesis.endpoint, 'cdc'),
        TAP_DYNAMODB_CDC_MODE: 'snapshot+cdc',
        TAP_DYNAMODB_CDC_SNAPSHOT_SOURCE: 'shares',
        TAP_DYNAMODB_CDC_TABLES: '["orders"]',
      }),
    );
  const share = (number: number, name = `share-${number}`): ChildProcess =>
    start(name, {
      TAP_DYNAMODB_CDC_SOURCE_URL: snapshotUrl(proxy.endpoint, 'orders'),
      TAP_DYNAMODB_CDC_SNAPSHOT_SHARE: `${number}/${SHARES}`,
    });
  const killed = async (number: number): Promise<void> => {
    const child = share(number);
    victims.set(number, () => {
      victims.delete(number);
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    });
    expect(await ended(child)).toMatchObject({ code: null });
    expect(await end(share(number))).toBe(0);
  };
  await createTable(server.client, orders);
  const writer = new Writer(SCENARIO, random, server.client, streamOf(model, 'cdc'), {
    kinesisAhead: 0,
  });
  await writer.write(SCENARIO.before);
  writer.streaming = true;
  await writer.write(50);
  expect(await changes()).toBe(0);
  const whole = range(3, SHARES).map(async (number) => expect(await end(share(number))).toBe(0));
  await Promise.all([
    ...whole,
    killed(1),
    SHARES > 3 ? killed(2) : end(share(2)),
    writer.write(100),
    changes(),
  ]);
  // Without its state: from scratch.
  await Promise.all([end(share(3, 'twice')), writer.write(50)]);
  writer.settle();
  expect(await changes()).toBe(0);
  const rows = (await schema.rows('orders')).filter((row) => (row._sdc_deleted_at ?? null) === null);
  expect(compareTable(writer.itemsOf('orders'), rows, Object.keys(orders.keys)).slice(0, 5)).toEqual([]);
});

/** The exit code; what was written to stderr where it is not 0. */
async function end(child: ChildProcess): Promise<number | string | null> {
  const { code, stderr } = await ended(child);
  return code === 0 ? code : stderr;
}

async function ended(child: ChildProcess): Promise<{ code: number | null; stderr: string }> {
  const stderr = child.stderr === null ? '' : text(child.stderr);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr: await stderr };
}
