import type { KinesisEventRecord } from '../../lambda/dist/index.js';
import type { Random } from '../support/dynamodb/random.ts';
import { type Instance, startInstance } from './instance.ts';

/** How an event source mapping is set up, and how probably something goes wrong with an invocation. */
export interface EventSourceOptions {
  readonly random: Random;
  readonly environment: NodeJS.ProcessEnv;
  readonly batchSize: number;
  readonly maximumRetryAttempts: number;
  /** Instances of the function at the same time. */
  readonly instances: number;
  readonly faults: { readonly throttled: number; readonly timedOut: number; readonly killed: number };
}

/** What came of the records: those in the failure destination, and what the function answered wrongly. */
export interface Delivered {
  readonly failed: readonly string[];
  readonly findings: readonly string[];
}

/**
 * An event source mapping with ReportBatchItemFailures and BisectBatchOnFunctionError, as AWS documents it: each list of
 * records is delivered in order, one invocation at a time; several lists are delivered side by side.
 */
export class EventSource {
  readonly #options: EventSourceOptions;
  readonly #free: Instance[] = [];
  readonly #waiting: ((instance: Instance) => void)[] = [];
  readonly #all: Instance[] = [];
  readonly #failed: string[] = [];
  readonly #findings: string[] = [];

  constructor(options: EventSourceOptions) {
    this.#options = options;
  }

  /** Delivers lists of records side by side until each record is done or in the failure destination. */
  async deliver(lists: readonly (readonly KinesisEventRecord[])[]): Promise<Delivered> {
    for (let n = 0; n < this.#options.instances; n += 1) this.#release(await this.#start());
    try {
      await Promise.all(lists.map((list) => this.#deliverList(list)));
    } finally {
      await Promise.all(this.#all.map((instance) => instance[Symbol.asyncDispose]()));
    }
    return { failed: this.#failed, findings: this.#findings };
  }

  async #deliverList(list: readonly KinesisEventRecord[]): Promise<void> {
    const { batchSize } = this.#options;
    for (let begin = 0; begin < list.length; begin += batchSize)
      await this.#deliverBatch(list.slice(begin, begin + batchSize), 0);
  }

  /** Delivers a batch, its second half only once the first one is done. */
  async #deliverBatch(batch: readonly KinesisEventRecord[], attempt: number): Promise<void> {
    const pending = await this.#invoke(batch);
    if (pending === batch.length) return;
    const rest = batch.slice(pending);
    if (pending > 0) return await this.#deliverBatch(rest, attempt);
    if (rest.length > 1) {
      const half = Math.ceil(rest.length / 2);
      await this.#deliverBatch(rest.slice(0, half), attempt + 1);
      return await this.#deliverBatch(rest.slice(half), attempt + 1);
    }
    if (attempt < this.#options.maximumRetryAttempts) return await this.#deliverBatch(rest, attempt + 1);
    this.#failed.push(...rest.map(({ kinesis }) => kinesis.sequenceNumber));
  }

  /** Invokes the function until it answers; how many records are done from the first on. */
  async #invoke(batch: readonly KinesisEventRecord[]): Promise<number> {
    const { random, faults } = this.#options;
    for (;;) {
      if (random.chance(faults.throttled)) continue;
      const instance = await this.#take();
      const answer = instance.invoke({ Records: batch }, 60_000);
      const how = { late: random.chance(faults.timedOut), killed: random.chance(faults.killed) };
      // Lambda gives up waiting, but the function still runs: the batch is delivered to another instance meanwhile.
      if (how.late) {
        void answer.then(() => this.#release(instance));
        continue;
      }
      if (how.killed) setTimeout(() => instance.kill(), random.int(40));
      const result = await answer;
      this.#release(instance.isAlive ? instance : await this.#start());
      if (result !== undefined) return this.#doneOf(batch, result.batchItemFailures);
    }
  }

  #doneOf(batch: readonly KinesisEventRecord[], failures: readonly { itemIdentifier: string }[]): number {
    const [first] = failures;
    if (first === undefined) return batch.length;
    const index = batch.findIndex(({ kinesis }) => kinesis.sequenceNumber === first.itemIdentifier);
    if (index < 0) this.#findings.push(`${first.itemIdentifier} is not in its batch`);
    return Math.max(index, 0);
  }

  async #start(): Promise<Instance> {
    const instance = await startInstance(this.#options.environment);
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
