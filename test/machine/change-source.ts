import { readFileSync } from 'node:fs';
import {
  expire,
  type HostileOptions,
  isOpen,
  type KinesisModel,
  type KinesisStream,
  kinesisModel,
  merge,
  passedBy,
  putAll,
  rotate,
  type Shard,
  split,
  streamOf,
  trim,
} from '@cdc-relay/hostile-kinesis';
import { sourceUrl, tableStreamUrl } from '../e2e/pipe.ts';
import type { Change } from '../support/dynamodb/change.ts';
import type { Random } from '../support/dynamodb/random.ts';
import { fixturePath } from '../support/fixture-path.ts';
import { TLS } from '../support/proxy/tls-proxy.ts';
import type { Delivery, Phase, Scenario } from './scenario.ts';
import { secondVersions } from './second-versions.ts';

/** A change that a state has passed, and the version of its row. */
export interface Passed {
  readonly change: Change;
  readonly version: number;
}

/** With TLS, and so over HTTP/2, as AWS pushes; only a program of its own can trust the certificate. */
const CERTIFICATE = {
  cert: readFileSync(fixturePath('tls/server.pem')),
  key: readFileSync(fixturePath('tls/server.key')),
};

/** Sorts after every sequence number. */
const AFTER_ALL = '~';

/** Where the changes of a scenario come from: one Kinesis stream, or the DynamoDB stream of each table. */
export class ChangeSource {
  readonly model: KinesisModel;
  readonly options: HostileOptions;
  readonly #scenario: Scenario;
  readonly #put: Delivery[] = [];

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    const names = this.#isOfTables ? scenario.tables.map(({ name }) => name) : ['cdc'];
    this.model = kinesisModel(Object.fromEntries(names.map((name) => [name, scenario.shards])));
    const { pageSize, pushing } = scenario;
    const tls = scenario.way === 'pushed' ? { tls: CERTIFICATE } : {};
    this.options = { pageSize, ...pushing, ...tls, takeoverMs: 0, heartbeatMs: 5 };
  }

  /** Everything that was put so far. */
  get put(): readonly Delivery[] {
    return this.#put;
  }

  /** The settings that name it to the tap. */
  settings(endpoint: string): Readonly<Record<string, string>> {
    const { way, tables } = this.#scenario;
    const names = tables.map(({ name }) => name).join(',');
    const url = this.#isOfTables ? tableStreamUrl(endpoint, names) : sourceUrl(endpoint, 'cdc');
    return {
      TAP_DYNAMODB_CDC_SOURCE_URL: way === 'pushed' ? `${url}&ssl=true` : url,
      ...(way === 'pushed' ? { TAP_DYNAMODB_CDC_FAN_OUT: 'true', NODE_EXTRA_CA_CERTS: TLS.ca } : {}),
    };
  }

  /** Puts what a phase brings, and changes a shard. */
  happens({ records, reshard }: Phase, random: Random): void {
    for (const record of records) putAll(this.#streamOf(record), [record]);
    this.#put.push(...records);
    const stream = this.#isOfTables ? random.pick(this.model.streams) : this.model.streams[0];
    if (stream !== undefined) this.#reshard(stream, reshard, random);
  }

  /** The changes before a state. */
  passed(state: string): Passed[] {
    const changes = new Map<Uint8Array, Change>(this.#put.map(({ data, change }) => [data, change]));
    return this.model.streams.flatMap((stream) => {
      const versions = this.#isOfTables ? secondVersions(stream, changes) : undefined;
      const isPassed = passedBy(stream, this.#bookmarks(state, stream));
      return stream.shards.flatMap((shard) =>
        shard.records
          .filter(({ sequenceNumber }) => isPassed(shard, sequenceNumber))
          .flatMap(({ data }) => changes.get(data) ?? [])
          .map((change) => ({ change, version: versions?.get(change) ?? change.at })),
      );
    });
  }

  /** Time passes: of what a state has passed, records before its bookmarks go, and some closed shards. */
  forget(state: string, random: Random): void {
    for (const stream of this.model.streams) {
      const isPassed = passedBy(stream, this.#bookmarks(state, stream));
      for (const shard of stream.shards) this.#forgetShard(shard, isPassed, random);
    }
  }

  #forgetShard(
    shard: Shard,
    isPassed: (shard: Shard, sequenceNumber: string) => boolean,
    random: Random,
  ): void {
    const passed = shard.records.filter(({ sequenceNumber }) => isPassed(shard, sequenceNumber)).length;
    if (random.chance(0.5)) trim(shard, passed - 1);
    const parents = shard.parents.filter((id) =>
      this.model.streams.some(({ shards }) => hasShard(shards, id)),
    );
    const isOldest = parents.length === 0;
    if (isOldest && !isOpen(shard) && isPassed(shard, AFTER_ALL) && random.chance(0.5)) expire(shard);
  }

  get #isOfTables(): boolean {
    return this.#scenario.way === 'streams';
  }

  #streamOf({ change }: Delivery): KinesisStream {
    return streamOf(this.model, this.#isOfTables ? change.tableName : 'cdc');
  }

  /** The bookmarks of a stream's shards, by the ids that the server knows. */
  #bookmarks(state: string, { name }: KinesisStream): Record<string, unknown> {
    const { bookmarks } = JSON.parse(state) as { bookmarks: Record<string, { shards?: object }> };
    if (!this.#isOfTables) return { ...bookmarks[name]?.shards };
    const shards = Object.entries({ ...bookmarks['dynamodb-streams']?.shards });
    const own = shards.filter(([id]) => id.startsWith(`${name}/`));
    return Object.fromEntries(own.map(([id, bookmark]) => [id.slice(id.lastIndexOf('/') + 1), bookmark]));
  }

  #reshard(stream: KinesisStream, how: Phase['reshard'], random: Random): void {
    const open = stream.shards.filter(isOpen).sort((a, b) => (a.range.from < b.range.from ? -1 : 1));
    const first = random.int(open.length);
    const [one, two] = [open[first], open[first + 1]];
    if (how === 'split' && one !== undefined) split(stream, one.id);
    if (how !== 'merge' || one === undefined) return;
    if (this.#isOfTables) rotate(stream, one.id);
    else if (two !== undefined) merge(stream, one.id, two.id);
  }
}

function hasShard(shards: readonly Shard[], id: string): boolean {
  return shards.some((shard) => shard.id === id && !shard.expired);
}
