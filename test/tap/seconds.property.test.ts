import { expect, test } from 'vitest';
import { decodeEvent } from '../../tap-dynamodb-cdc/dist/change-record/decode.js';
import { readEnvelope } from '../../tap-dynamodb-cdc/dist/change-record/envelope.js';
import { Duplicates } from '../../tap-dynamodb-cdc/dist/emit/duplicates.js';
import { SecondVersions } from '../../tap-dynamodb-cdc/dist/emit/second-versions.js';
import { Ties } from '../../tap-dynamodb-cdc/dist/emit/ties.js';
import { sequenceOrder } from '../../tap-dynamodb-cdc/dist/record/sequence-order.js';
import type { Change } from '../support/dynamodb/change.ts';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import { dynamoDbStreams } from '../support/dynamodb/dialect.ts';
import { type Random, seededRandom } from '../support/dynamodb/random.ts';

const first = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const count = Number(process.env.RUNS ?? 60);
const SHARDS = 3;
const LINEAGE = new Map(
  Array.from({ length: SHARDS }, (_, number) => [
    `s${number}`,
    { id: `s${number}`, parents: [], open: true },
  ]),
);

interface Delivered {
  readonly shard: number;
  readonly data: Uint8Array;
  readonly change: Change;
}

/** The newest change that reached the table, of each item, with its version and what orders equal ones. */
type Rows = Map<string, { version: number; order: string; change: Change }>;

/** How changes are delivered, and from which run on they carry what orders them. */
interface Kind {
  readonly scattered: boolean;
  readonly crashes: boolean;
  readonly orderedFrom: number;
  /** No run knows anything of those before it. */
  readonly forgets?: boolean;
}

const KINDS: readonly Kind[] = [
  // What forwards puts an item's changes under the item's key; runs end anywhere and read some of it again.
  { scattered: false, crashes: true, orderedFrom: Number.POSITIVE_INFINITY },
  // It puts them under the event's id, as an emulator does, so that only their sequence numbers order them.
  { scattered: true, crashes: false, orderedFrom: Number.POSITIVE_INFINITY },
  // With `sequence_order` neither the place nor the memory of a run matters, also where it comes later.
  { scattered: true, crashes: true, orderedFrom: 0, forgets: true },
  { scattered: false, crashes: true, orderedFrom: 1 },
];

test.each(KINDS)(
  `changes of the same second end in the newest of each item: %j (SEED=${first})`,
  { timeout: 30_000 + count * 1_000 },
  (kind) => {
    for (let seed = first; seed < first + count; seed += 1) {
      const random = seededRandom(seed);
      const changes = newChanges(random);
      const delivered = forwarded(changes, kind.scattered, random);
      const newest = new Map(changes.map((change) => [itemOf(change), change]));
      const rows = new Map([...runs(delivered, kind, random)].map(([item, { change }]) => [item, change]));
      expect(rows, `SEED=${seed} RUNS=1`).toEqual(newest);
    }
  },
);

/** Several hundred changes a second, of few items. */
function newChanges(random: Random): Change[] {
  let at = 1_700_000_000_000_000;
  return Array.from({ length: 300 }, () => {
    at += random.int(20_000) + 1;
    const keys = { id: { N: String(random.int(12)) } };
    return {
      tableName: 't',
      eventName: 'MODIFY' as const,
      keys,
      newImage: { ...keys, at: { N: String(at) } },
      at,
    };
  });
}

/** In batches, some of which are put a second time, from anywhere within them. */
function forwarded(changes: readonly Change[], scattered: boolean, random: Random): Delivered[] {
  const delivered: Delivered[] = [];
  for (let begin = 0; begin < changes.length; begin += 20) {
    const batch = changes.slice(begin, begin + 20).map((change) => {
      const shard = scattered ? random.int(SHARDS) : Number(Object.values(change.keys.id ?? {})[0]) % SHARDS;
      return { shard, data: changeRecord(change, random, dynamoDbStreams).data, change };
    });
    const again = random.chance(0.2) ? batch.slice(random.int(batch.length)) : [];
    delivered.push(...batch, ...again);
  }
  return delivered;
}

function runs(delivered: readonly Delivered[], kind: Kind, random: Random): Rows {
  const rows: Rows = new Map();
  const shards = Array.from({ length: SHARDS }, (_, shard) =>
    delivered.filter((record) => record.shard === shard),
  );
  let positions = shards.map(() => 0);
  let memory: ReturnType<SecondVersions['memory']> = { counts: new Map(), last: [] };
  for (let run = 0; shards.some((records, shard) => (positions[shard] ?? 0) < records.length); run += 1) {
    const isOrdered = run >= kind.orderedFrom;
    const known = kind.forgets === true ? { counts: new Map(), last: [] } : memory;
    const versions = new SecondVersions(known, isOrdered);
    const duplicates = new Duplicates(100, new Ties({ overtaken: [], last: [] }));
    const read = [...positions];
    const steps = random.int(200) + 1;
    const stateAt = kind.crashes ? random.int(steps) : steps - 1;
    for (let step = 0; step < steps; step += 1) {
      const shard = random.int(SHARDS);
      const record = shards[shard]?.[read[shard] ?? 0];
      if (record !== undefined) {
        read[shard] = (read[shard] ?? 0) + 1;
        apply(record, { versions, duplicates, isOrdered }, rows);
      }
      if (step === stateAt) [positions, memory] = [[...read], structuredClone(versions.memory(LINEAGE))];
    }
  }
  return rows;
}

function apply(
  { shard, data, change }: Delivered,
  {
    versions,
    duplicates,
    isOrdered,
  }: { versions: SecondVersions; duplicates: Duplicates; isOrdered: boolean },
  rows: Rows,
) {
  const event = decodeEvent(readEnvelope(data));
  if (duplicates.seen(event)) return;
  const version = versions.versionOf(event, `s${shard}`, LINEAGE);
  const item = itemOf(change);
  const order = (isOrdered ? sequenceOrder(event, '1') : undefined) ?? '';
  const row = rows.get(item) ?? { version: 0, order: '' };
  const isNewer =
    version !== undefined && (version > row.version || (version === row.version && order >= row.order));
  if (isNewer) rows.set(item, { version, order, change });
}

function itemOf({ keys }: Change): string {
  return JSON.stringify(keys);
}
