import { codeOf, type Logger, ProgramError } from '@cdc-relay/singer';
import { createDecoder, type Decoder, type SourceRecord } from 'tap-dynamodb-cdc';
import { openTarget, type Target } from 'target-cratedb';
import { Batch } from './batch.ts';
import type { FunctionSettings } from './settings.ts';

/** What became of the records of an invocation. */
export interface Outcome {
  /** The sequence number of the first record that is not in CrateDB; undefined when all are. */
  readonly pending: string | undefined;
  /** Why something is pending. */
  readonly fault: unknown;
}

/**
 * A decoder and a target, kept from one invocation to the next with their connection and the shapes of the tables. After
 * a fault the next invocation opens another one: a target accepts nothing after an error.
 */
export class Worker {
  readonly #target: Target;
  readonly #decoder: Decoder;
  readonly #aborted = new AbortController();
  #batch: Batch | undefined;
  #isUsable = true;

  /** Makes no connection yet. Throws CONFIG_INVALID. */
  constructor(settings: FunctionSettings, log: Logger) {
    this.#target = openTarget(settings.target, { log, signal: this.#aborted.signal });
    this.#decoder = createDecoder(settings.decoder, { log, onDecoded: () => this.#batch?.count() });
  }

  /** False after a fault. */
  get isUsable(): boolean {
    return this.#isUsable;
  }

  /** Brings records into CrateDB, within `milliseconds`. `id` names the invocation. */
  async carry(records: readonly SourceRecord[], id: string, milliseconds: number): Promise<Outcome> {
    const batch = new Batch(records, id);
    this.#batch = batch;
    try {
      await within(milliseconds, this.#write(records, batch));
      return { pending: batch.firstPending(this.#target.durable), fault: undefined };
    } catch (fault) {
      this.#isUsable = false;
      const pending = batch.firstPending(this.#target.durable);
      this.#close(fault);
      return { pending, fault };
    }
  }

  async #write(records: readonly SourceRecord[], batch: Batch): Promise<void> {
    let passed = 0;
    const pass = async (): Promise<void> => {
      if (passed === batch.decoded) return;
      passed = batch.decoded;
      await this.#target.accept(batch.state());
    };
    try {
      for (const message of this.#decoder.messages(records)) {
        await pass();
        await this.#target.accept(message);
      }
    } finally {
      // What comes before a record that cannot be decoded is good.
      await pass();
      await this.#target.flush();
    }
  }

  /** Frees the connections, without waiting for a CrateDB that does not answer: the function has to answer in time. */
  #close(fault: unknown): void {
    if (codeOf(fault) === 'INVOCATION_OUT_OF_TIME') this.#aborted.abort(fault);
    void this.#target.abandon();
  }
}

/** Waits for work, but no longer than some milliseconds. Throws INVOCATION_OUT_OF_TIME. */
function within(milliseconds: number, work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(outOfTime()), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function outOfTime(): ProgramError {
  return new ProgramError(
    'INVOCATION_OUT_OF_TIME',
    'The time of the invocation ends before all records are in CrateDB.',
  );
}
