import { NodeHttpHandler } from '@smithy/node-http-handler';
import { inject, onTestFailed } from 'vitest';
import { compareTable } from '../support/compare-table.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import type { Change } from '../support/dynamodb/change.ts';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import { makeHistory } from '../support/dynamodb/history.ts';
import { orders } from '../support/dynamodb/orders.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { type KinesisLocal, startKinesisLocal } from '../support/kinesis/kinesis-local.ts';
import { putRecord } from '../support/kinesis/put-records.ts';
import { type Emulator, startMiniStack } from '../support/python/emulator.ts';
import { CheckpointWatch } from './checkpoint-watch.ts';
import { leaderOf, makeLeases } from './leases.ts';
import { startWorker, type Worker } from './worker.ts';

/** What a fleet is tried with. */
export interface FleetOptions {
  readonly seed: number;
  readonly shards: number;
  readonly changes: number;
  /** The folder of the jars. */
  readonly daemonFolder: string;
  readonly leaseSeconds: number;
  /** Further settings of the workers. */
  readonly settings?: Readonly<Record<string, string>>;
}

const STREAM = 'cdc-stream';
const APPLICATION = 'fleet';
const ANSWER_MS = 15_000;
/** Changes that are put at once, one a call: PutRecords of npm's kinesis-local reads all of a shard for each record. */
const PORTION = 32;

/** A Kinesis stream of npm's kinesis-local, leases in MiniStack's DynamoDB, a schema, and workers. */
export class Fleet implements AsyncDisposable {
  readonly stream = STREAM;
  readonly workers: Worker[] = [];
  readonly watch: CheckpointWatch;
  readonly emulator: Emulator;
  readonly local: KinesisLocal;
  readonly kinesis: ReturnType<KinesisLocal['client']>;
  readonly schema: TestSchema;
  readonly #options: FleetOptions;
  readonly #history: ReturnType<typeof historyOf>;
  readonly #random: ReturnType<typeof seededRandom>;
  #placed = 0;

  static async open(options: FleetOptions): Promise<Fleet> {
    const emulator = await startMiniStack();
    const local = await startKinesisLocal({ streams: { [STREAM]: options.shards } });
    return new Fleet(options, emulator, local, await openSchema(inject('cratedb')));
  }

  private constructor(options: FleetOptions, emulator: Emulator, local: KinesisLocal, schema: TestSchema) {
    this.#options = options;
    this.#history = historyOf(options);
    this.#random = seededRandom(options.seed);
    this.emulator = emulator;
    this.local = local;
    // npm's kinesis-local does not answer now and then; what comes twice changes nothing.
    this.kinesis = local.client({
      requestHandler: new NodeHttpHandler({ requestTimeout: ANSWER_MS, throwOnRequestTimeout: true }),
      maxAttempts: 20,
    });
    this.schema = schema;
    this.watch = new CheckpointWatch({ client: emulator.client, table: APPLICATION }, schema);
    onTestFailed(() => {
      for (const { name, stderr } of this.workers) console.error(`${name}:\n${stderr().slice(-20_000)}`);
    });
  }

  start(name: string): Worker {
    const { host } = new URL(this.local.endpoint);
    const args = [`kinesis+dynamodb+cdc://k:s@${host}/${STREAM}?region=us-east-1`, this.schema.url];
    const worker = startWorker(name, args, {
      DYNAMODB_CDC_KCL_DYNAMODB_ENDPOINT_URL: this.emulator.endpoint,
      DYNAMODB_CDC_KCL_APPLICATION: APPLICATION,
      DYNAMODB_CDC_KCL_DAEMON_FOLDER: this.#options.daemonFolder,
      DYNAMODB_CDC_KCL_LEASE_SECONDS: String(this.#options.leaseSeconds),
      DYNAMODB_CDC_KCL_CHECKPOINT_SECONDS: '1',
      ...this.#options.settings,
    });
    this.workers.push(worker);
    return worker;
  }

  /** Makes the leases, as if the fleet had been there before. */
  async makeLeases(): Promise<void> {
    await makeLeases(this.emulator.client, APPLICATION, this.kinesis, STREAM);
  }

  /** The worker that gives the leases away: once it is killed, that takes KCL over two minutes. */
  async leader(): Promise<string | undefined> {
    return await leaderOf(this.emulator.client, APPLICATION);
  }

  /** Puts changes until this part of all, 0 to 1, is in the stream. */
  async putUntil(part: number): Promise<void> {
    const { changes } = this.#history;
    const end = Math.ceil(changes.length * part);
    while (this.#placed < end) {
      const some = changes.slice(this.#placed, Math.min(end, this.#placed + PORTION));
      await Promise.all(some.map((change) => this.#put(change)));
      this.#placed += some.length;
    }
  }

  async #put(change: Change): Promise<void> {
    const place = await putRecord(this.kinesis, STREAM, changeRecord(change, this.#random));
    this.watch.add(change, place);
  }

  /** Whether the table holds the items, all of them and nothing else. */
  async isEqual(): Promise<boolean> {
    const rows = await this.schema.rows(orders.name);
    const live = rows.filter((row) => (row._sdc_deleted_at ?? null) === null);
    const items = this.#history.tables.get(orders.name) ?? [];
    return compareTable(items, live, Object.keys(orders.keys)).length === 0;
  }

  async rowCount(): Promise<number> {
    return (await this.schema.rows(orders.name).catch(() => [])).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.workers.map((one) => one[Symbol.asyncDispose]()));
    await this.schema[Symbol.asyncDispose]();
    await this.local.stop();
    await this.emulator[Symbol.asyncDispose]();
  }
}

function historyOf({ seed, changes }: FleetOptions) {
  const itemsPerTable = Math.min(2_000, Math.ceil(changes / 10));
  return makeHistory({ seed, operations: changes, tables: [orders], itemsPerTable });
}
