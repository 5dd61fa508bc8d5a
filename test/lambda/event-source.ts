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
}

/** A busy machine must not end an invocation. */
const INVOCATION_MS = 600_000;

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
  /** Called with each answer: `done` records of the batch, from its first on, are so. Returns what is wrong with that. */
  readonly judge: (batch: readonly KinesisEventRecord[], done: number) => Promise<readonly string[]>;
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
  /** The sequence numbers of what went to the failure destination. */
  readonly failed: string[] = [];
  /** What the function answered wrongly. */
  readonly findings: string[] = [];

  constructor(options: EventSourceOptions) {
    this.#options = options;
  }

  /** Starts the instances. */
  async start(): Promise<void> {
    for (let n = 0; n < this.#options.instances; n += 1) this.#release(await this.#startOne());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#all.map((instance) => instance[Symbol.asyncDispose]()));
  }

  /** Delivers records, one batch after the other, until each is done or in the failure destination. */
  async deliver(records: readonly KinesisEventRecord[]): Promise<void> {
    const { batchSize } = this.#options;
    for (let begin = 0; begin < records.length; begin += batchSize)
      await this.#deliverBatch(records.slice(begin, begin + batchSize), 0);
  }

  /** Delivers a batch, its second half only once the first one is done. */
  async #deliverBatch(batch: readonly KinesisEventRecord[], attempt: number): Promise<void> {
    const done = await this.#invoke(batch);
    if (done === batch.length) return;
    const rest = batch.slice(done);
    if (done > 0) return await this.#deliverBatch(rest, attempt);
    if (rest.length > 1) {
      const half = Math.ceil(rest.length / 2);
      await this.#deliverBatch(rest.slice(0, half), attempt + 1);
      return await this.#deliverBatch(rest.slice(half), attempt + 1);
    }
    if (attempt < this.#options.maximumRetryAttempts) return await this.#deliverBatch(rest, attempt + 1);
    this.failed.push(...rest.map(({ kinesis }) => kinesis.sequenceNumber));
  }

  /** Invokes the function until it answers; how many records are done from the first on. */
  async #invoke(batch: readonly KinesisEventRecord[]): Promise<number> {
    const { random, faults, judge } = this.#options;
    for (;;) {
      if (random.chance(faults.throttled)) continue;
      const instance = await this.#take();
      const answer = instance.invoke({ Records: batch }, INVOCATION_MS);
      const [isLate, isKilled] = [random.chance(faults.timedOut), random.chance(faults.killed)];
      if (isLate) {
        void answer.then(() => this.#release(instance));
        continue;
      }
      if (isKilled) setTimeout(() => instance.kill(), random.int(40));
      const result = await answer;
      this.#release(instance.isAlive ? instance : await this.#startOne());
      if (result === undefined || random.chance(faults.unanswered)) continue;
      const done = this.#doneOf(batch, result.batchItemFailures);
      const findings = await judge(batch, done);
      this.findings.push(...findings.map((finding) => `${finding} (${instance.lastError})`));
      return done;
    }
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
