import type { KinesisEventRecord } from '../../lambda/dist/index.js';
import type { Random } from '../support/dynamodb/random.ts';
import { type Instance, startInstance } from './instance.ts';

/** How probably something goes wrong with an invocation. */
interface InvocationFaults {
  /** It does not begin. */
  readonly throttled: number;
  /** Lambda gives up waiting while the function still runs, and has another instance repeat it. */
  readonly timedOut: number;
  /** The function has done all, but its answer is lost. */
  readonly unanswered: number;
  /** The process ends in the middle of it. */
  readonly killed: number;
  /** It begins with hardly any time left, so that it ends before CrateDB answers. */
  readonly hurried: number;
}

/** How often something happened that is not the usual. */
type Happened = Record<
  keyof InvocationFaults | 'invocations' | 'sideBySide' | 'besideAnother' | 'partial' | 'bisected',
  number
>;

/** A busy machine must not end an invocation. */
const INVOCATION_MS = 600_000;

/** What the function keeps for its answer, and a little. */
const HURRIED_MS = 1_000;
const SHORTEST_WORK_MS = 40;

/** How an event source mapping is set up. */
export interface EventSourceOptions {
  readonly random: Random;
  /** The path of the bundle of the function. */
  readonly bundle: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly batchSize: number;
  readonly maximumRetryAttempts: number;
  /** Instances of the function at the same time. */
  readonly instances: number;
  readonly faults: InvocationFaults;
  /**
   * Called with each answer: `done` records of the batch, from its first on, are so; of a hurried one fewer than could
   * be. Returns what is wrong with that.
   */
  readonly judge: (
    batch: readonly KinesisEventRecord[],
    done: number,
    isHurried: boolean,
  ) => Promise<readonly string[]>;
}

/**
 * An event source mapping with ReportBatchItemFailures and BisectBatchOnFunctionError, as AWS documents it: records are
 * delivered in batches, again from the first that failed; a batch of which nothing was done is cut in half.
 */
export class EventSource implements AsyncDisposable {
  readonly #options: EventSourceOptions;
  readonly #free: Instance[] = [];
  readonly #waiting: ((instance: Instance) => void)[] = [];
  readonly #all: Instance[] = [];
  #isOver = false;
  /** How many groups of a shard are being delivered. */
  readonly #shards = new Map<string, number>();
  /** The sequence numbers of what went to the failure destination. */
  readonly failed: string[] = [];
  /** What the function answered wrongly. */
  readonly findings: string[] = [];
  readonly happened: Happened = {
    invocations: 0,
    sideBySide: 0,
    throttled: 0,
    timedOut: 0,
    unanswered: 0,
    killed: 0,
    hurried: 0,
    besideAnother: 0,
    partial: 0,
    bisected: 0,
  };

  constructor(options: EventSourceOptions) {
    this.#options = options;
  }

  /** Starts the instances. */
  async start(): Promise<void> {
    for (let n = 0; n < this.#options.instances; n += 1) this.#release(await this.#startOne());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#all.map((instance) => instance[Symbol.asyncDispose]()));
  }

  /** Delivers records of a shard, one batch after the other, until each is done or in the failure destination. */
  async deliver(records: readonly KinesisEventRecord[]): Promise<void> {
    const { batchSize } = this.#options;
    const [shard = ''] = records[0]?.eventID.split(':') ?? [];
    const others = this.#shards.get(shard) ?? 0;
    if (others > 0) this.happened.sideBySide += 1;
    this.#shards.set(shard, others + 1);
    for (let begin = 0; begin < records.length; begin += batchSize)
      await this.#deliverBatch(records.slice(begin, begin + batchSize), 0);
    this.#shards.set(shard, (this.#shards.get(shard) ?? 0) - 1);
  }

  /** Delivers a batch, its second half only once the first one is done. */
  async #deliverBatch(batch: readonly KinesisEventRecord[], attempt: number): Promise<void> {
    const done = await this.#invoke(batch, attempt);
    if (done === batch.length) return;
    const rest = batch.slice(done);
    if (done > 0) {
      this.happened.partial += 1;
      return await this.#deliverBatch(rest, attempt);
    }
    if (rest.length > 1) return await this.#bisect(rest, attempt + 1);
    if (attempt < this.#options.maximumRetryAttempts) return await this.#deliverBatch(rest, attempt + 1);
    this.failed.push(...rest.map(({ kinesis }) => kinesis.sequenceNumber));
  }

  async #bisect(batch: readonly KinesisEventRecord[], attempt: number): Promise<void> {
    this.happened.bisected += 1;
    const half = Math.ceil(batch.length / 2);
    await this.#deliverBatch(batch.slice(0, half), attempt);
    await this.#deliverBatch(batch.slice(half), attempt);
  }

  /** Invokes the function until it answers; how many records are done from the first on. */
  async #invoke(batch: readonly KinesisEventRecord[], attempt: number): Promise<number> {
    let beside = 0;
    for (;;) {
      if (this.#happens('throttled')) continue;
      const instance = await this.#take();
      this.happened.invocations += 1;
      if (beside > 0) this.happened.besideAnother += 1;
      // A good record must not use up its attempts.
      const isHurried = attempt === 0 && this.#happens('hurried');
      const answer = instance.invoke({ Records: batch }, isHurried ? this.#shortTime() : INVOCATION_MS);
      if (this.#happens('timedOut')) {
        beside += 1;
        void answer.then(async () => {
          beside -= 1;
          await this.#putBack(instance);
        });
        continue;
      }
      if (this.#happens('killed')) setTimeout(() => instance.kill(), this.#options.random.int(40));
      const result = await answer;
      await this.#putBack(instance);
      if (result === undefined || this.#happens('unanswered')) continue;
      const done = this.#doneOf(batch, result.batchItemFailures);
      const findings = await this.#options.judge(batch, done, isHurried);
      this.findings.push(...findings.map((finding) => `${finding} (${instance.lastError})`));
      return done;
    }
  }

  #happens(fault: keyof InvocationFaults): boolean {
    const { random, faults } = this.#options;
    const happens = random.chance(faults[fault]);
    if (happens) this.happened[fault] += 1;
    return happens;
  }

  #shortTime(): number {
    return HURRIED_MS + this.#options.random.int(SHORTEST_WORK_MS);
  }

  #doneOf(batch: readonly KinesisEventRecord[], failures: readonly { itemIdentifier: string }[]): number {
    const [first] = failures;
    if (first === undefined) return batch.length;
    const index = batch.findIndex(({ kinesis }) => kinesis.sequenceNumber === first.itemIdentifier);
    if (index < 0) this.findings.push(`${first.itemIdentifier} is not in its batch`);
    return Math.max(index, 0);
  }

  async #startOne(): Promise<Instance> {
    const instance = await startInstance(this.#options.bundle, this.#options.environment);
    this.#all.push(instance);
    return instance;
  }

  /** Frees an instance, or starts another one in its place if it has ended. */
  async #putBack(instance: Instance): Promise<void> {
    if (!this.#isOver) this.#release(instance.isAlive ? instance : await this.#startOne());
  }

  #take(): Promise<Instance> {
    const instance = this.#free.shift();
    if (instance !== undefined) return Promise.resolve(instance);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #release(instance: Instance): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(instance);
    else next(instance);
  }
}
