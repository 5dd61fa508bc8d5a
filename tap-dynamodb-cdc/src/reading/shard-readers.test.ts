import { Writable } from 'node:stream';
import { Logger } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import type { Emitted } from '../emit/emitted.ts';
import type { Kinesis, Page } from '../kinesis/port.ts';
import { ShardSet } from '../shards/shard-set.ts';
import { GapPolicy } from './gap-policy.ts';
import type { Reading } from './reading.ts';
import { readShards } from './shard-readers.ts';
import { ShardWatch } from './shard-watch.ts';

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
const log = new Logger('tap', { level: 'error', live: false, format: ({ message }) => message }, nowhere);
const DAY_MS = 86_400_000;

const EMPTY: Omit<Page, 'nextIterator'> = {
  records: [],
  ended: false,
  millisBehindLatest: 0,
  isTip: true,
  children: [],
};

/** Two open shards whose iterators are their names, and that never have a record. */
const kinesis: Kinesis = {
  time: 0,
  isLimited: false,
  describe: async () => undefined,
  listShards: async () => [],
  shardIterator: async (shardId) => shardId,
  getRecords: async (shardId) => ({ ...EMPTY, nextIterator: shardId }),
};

function read(emit: (shardId: string) => Promise<Emitted>): Promise<void> {
  const shards = new ShardSet(new Map(), new Map());
  shards.add(['a', 'b'].map((id) => ({ id, parents: [], open: true })));
  const reading: Reading = {
    kinesis,
    shards,
    watch: new ShardWatch(shards),
    gaps: new GapPolicy('fail', log, () => undefined, DAY_MS),
    log,
    options: {
      retryPolicy: { limitMs: 0, log },
      batchSize: 100,
      idleMs: 10_000,
      paced: false,
      follow: false,
    },
    atTip: new Set(),
    signal: new AbortController().signal,
    emitter: { emit },
  };
  return readShards(reading);
}

test('reads until every shard was read far enough', async () => {
  const emitted: string[] = [];
  await read(async (shardId) => {
    emitted.push(shardId);
    return 'caughtUp';
  });
  expect(emitted.sort()).toEqual(['a', 'b']);
});

// Several shards wait for the same reader of stdout, and go on in the same moment.
test.each(Array.from({ length: 12 }, (_, steps) => steps))(
  'the fault of a shard is thrown that comes %i steps after another one has ended',
  async (steps) => {
    const fault = new Error('a bad record');
    let drain = (): void => undefined;
    const drained = new Promise<void>((resolve) => {
      drain = resolve;
    });
    const reading = read(async (shardId) => {
      if (shardId === 'b') setImmediate(drain);
      await drained;
      if (shardId === 'a') return 'caughtUp';
      for (let step = 0; step < steps; step += 1) await undefined;
      throw fault;
    });
    await expect(reading).rejects.toBe(fault);
  },
);
