import { setTimeout as sleep } from 'node:timers/promises';
import type { Shard } from '@cdc-relay/hostile-kinesis';
import { type HostileKinesis, passedBy, startHostileKinesis } from '@cdc-relay/hostile-kinesis';
import type { JsonValue, SingerMessage } from '@cdc-relay/singer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type RandomFaults, randomFaults, scriptOf } from '../../support/kinesis/random-faults.ts';
import { changesIn, expectNoneAhead, expectOrder } from './promises.ts';
import { type Event, events, RandomStream } from './random-stream.ts';
import { bookmarksIn, cdcModel, sourceUrl, streamsUrl } from './source.ts';
import { runInProcess } from './tap-in-process.ts';

/** A run of the tap: what happened before it and happens while it reads, what goes wrong, and how it ends. */
interface Run {
  readonly before: readonly Event[];
  readonly during: readonly { readonly after: number; readonly event: Event }[];
  readonly faults: RandomFaults;
  readonly interval: number;
  readonly end: { readonly kind: 'tip' | 'crash' | 'stop' | 'limit' | 'follow'; readonly at: number };
}

const run: fc.Arbitrary<Run> = fc.record({
  before: fc.array(events, { maxLength: 8 }),
  during: fc.array(fc.record({ after: fc.nat(40), event: events }), { maxLength: 8 }),
  faults: randomFaults,
  interval: fc.integer({ min: 1, max: 30 }),
  end: fc.record({
    kind: fc.constantFrom(...(['tip', 'crash', 'stop', 'limit', 'follow'] as const)),
    at: fc.integer({ min: 1, max: 60 }),
  }),
});

const anyScenario = fc.record({
  shards: fc.integer({ min: 1, max: 3 }),
  pageSize: fc.integer({ min: 1, max: 20 }),
  endOfShard: fc.constantFrom('with-records' as const, 'empty-page' as const),
  iteratorUses: fc.constantFrom(1, 3, Number.POSITIVE_INFINITY),
  listingLagMs: fc.constantFrom(0, 0, 50),
  shardsPerPage: fc.constantFrom(1, 2, 100),
  eventsPerSubscription: fc.constantFrom(1, 3, Number.POSITIVE_INFINITY),
  overlap: fc.constantFrom(0, 0, 4),
  runs: fc.array(run, { minLength: 1, maxLength: 5 }),
});

/** A subscription that pushes nothing but what came before its position leads nowhere. */
const scenario = anyScenario.map((drawn) => {
  const pushed = drawn.eventsPerSubscription * drawn.pageSize;
  return { ...drawn, overlap: Math.min(drawn.overlap, pushed - 1) };
});

/** Sorts after every sequence number. */
const AFTER_ALL = '~';

/** What takes longer hangs, on however busy a machine. */
const MAX_MS = 60_000;

const seed = Number(process.env.FC_SEED ?? Math.floor(Math.random() * 2 ** 31));
const replay = process.env.FC_PATH === undefined ? {} : { path: process.env.FC_PATH };
const numRuns = Number(process.env.FC_RUNS ?? 15);

const WAYS: [string, Way][] = [
  ['polled', 'polled'],
  ['pushed', 'pushed'],
  ['of DynamoDB Streams', 'streams'],
];

test.each(WAYS)(
  `whatever happens to the shards, %s, every change comes, in order, and no bookmark is ahead (FC_SEED=${seed})`,
  {
    timeout: numRuns * MAX_MS,
  },
  async (_, way) => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ shards, runs, ...behaviour }) => {
        const { model, cdc } = cdcModel(shards);
        await using kinesis = await startHostileKinesis(model, { ...behaviour, ...QUICK, ...USES[way] });
        const stream = new RandomStream(cdc, way === 'streams');
        await new Story(kinesis, stream, behaviour.listingLagMs, way).play(runs);
      }),
      // Shrinking takes minutes: ask for it.
      {
        seed,
        numRuns: way === 'pushed' ? Math.ceil(numRuns / 2) : numRuns,
        endOnFailure: process.env.FC_SHRINK === undefined,
        ...replay,
      },
    );
  },
);

/** How the changes come. */
type Way = 'polled' | 'pushed' | 'streams';

/** In DynamoDB Streams only time expires an iterator. */
const USES = { polled: {}, pushed: {}, streams: { iteratorUses: Number.POSITIVE_INFINITY } };

/** Subscriptions that can be taken over at once, and are never quiet for long. */
const QUICK = { takeoverMs: 0, heartbeatMs: 5 };

class Story {
  readonly #kinesis: HostileKinesis;
  readonly #stream: RandomStream;
  readonly #listingLagMs: number;
  readonly #way: Way;
  readonly #emitted = new Set<number>();
  /** Changes that were gone before the first run. */
  #missed: ReadonlySet<number> = new Set();
  #state: JsonValue | undefined;

  /** `listingLagMs`: so long after a run the next one begins, which then finds all that the last one has met. */
  constructor(kinesis: HostileKinesis, stream: RandomStream, listingLagMs: number, way: Way) {
    this.#way = way;
    this.#kinesis = kinesis;
    this.#stream = stream;
    this.#listingLagMs = listingLagMs;
  }

  async play(runs: readonly Run[]): Promise<void> {
    for (const run of runs) {
      for (const event of run.before) this.#happens(event);
      if (this.#state === undefined) this.#missed = this.#gone();
      this.#kinesis.setFaults(scriptOf(run.faults));
      await this.#read(run);
    }
    this.#kinesis.setFaults(undefined);
    await this.#read({ before: [], during: [], interval: 1_000, end: { kind: 'tip', at: 0 } });
    const known = this.#known();
    expect(this.#stream.placed.map((_, number) => number).filter((number) => !known.has(number))).toEqual([]);
  }

  async #read({ during, end, interval }: Omit<Run, 'faults'>): Promise<void> {
    await sleep(this.#listingLagMs);
    const ending = new AbortController();
    const late = AbortSignal.timeout(MAX_MS);
    const emitted = this.#known();
    // Where nothing is to come, no message would end the run.
    const follow = end.kind === 'follow' && emitted.size < this.#stream.placed.length;
    let records = 0;
    const onMessage = (message: SingerMessage): void => {
      for (const number of changesIn([message])) emitted.add(number);
      if (follow && emitted.size === this.#stream.placed.length) ending.abort();
      if (message.type !== 'RECORD') return;
      records += 1;
      for (const { after, event } of during)
        if (after === records && event.kind !== 'expire') this.#happens(event);
      if (end.kind === 'stop' && records === end.at) ending.abort();
    };
    const run = await runInProcess(
      {
        source_url: (this.#way === 'streams' ? streamsUrl : sourceUrl)(this.#kinesis),
        state_interval_records: interval,
        fan_out: this.#way === 'pushed',
        follow,
        ...(end.kind === 'limit' ? { max_records: end.at } : {}),
      },
      { state: this.#state, signal: AbortSignal.any([ending.signal, late]), onMessage },
    );
    expect(run.error).toBeUndefined();
    expect(late.aborted, 'it ended by itself').toBe(false);
    this.#judge(end.kind === 'crash' ? run.messages.slice(0, end.at) : run.messages);
  }

  /** After a crash, what was printed later counts for nothing. */
  #judge(messages: readonly SingerMessage[]): void {
    expectOrder(this.#stream, messages);
    expectNoneAhead(this.#stream, messages, this.#known());
    for (const number of changesIn(messages)) this.#emitted.add(number);
    this.#state = messages.findLast((message) => message.type === 'STATE')?.value ?? this.#state;
  }

  #happens(event: Event): void {
    this.#stream.happens(event, (shard) => this.#mayExpire(shard));
  }

  /** Before the first state everything may; later, what the state has passed to its end. */
  #mayExpire(shard: Shard): boolean {
    if (this.#state === undefined) return this.#emitted.size === 0;
    return passedBy(this.#stream, bookmarksIn(this.#state))(shard, AFTER_ALL);
  }

  /** Changes that need not come any more. */
  #known(): Set<number> {
    return new Set([...this.#emitted, ...this.#missed]);
  }

  #gone(): ReadonlySet<number> {
    return new Set(this.#stream.placed.flatMap(({ shard }, number) => (shard.expired ? [number] : [])));
  }
}
