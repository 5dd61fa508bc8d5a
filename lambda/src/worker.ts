import { codeOf, type Logger, ProgramError } from '@cdc-relay/singer';
import { createDecoder, type Decoder, type SourceRecord } from 'tap-dynamodb-cdc';
import { type LoadCounts, openTarget, type Target } from 'target-cratedb';
import { Batch } from './batch.ts';
import { DeadLetters } from './dead-letters/dead-letters.ts';
import { senderTo } from './dead-letters/senders.ts';
import type { FunctionSettings } from './environment/settings.ts';
import { inTime } from './in-time.ts';
import type { Outcome } from './outcome.ts';

/**
 * A decoder and a target, kept from one invocation to the next with their connection and the shapes of the tables. After
 * a fault the next invocation opens another one: a target accepts nothing after an error. It carries one batch at a time.
 */
export class Worker {
  readonly #target: Target;
  readonly #decoder: Decoder;
  readonly #letters: DeadLetters | undefined;
  readonly #aborted = new AbortController();
  #batch = new Batch([], 0, 0);
  #carried = 0;

  /** Makes no connection yet. `ofTableStreams`: its events are of DynamoDB Streams. Throws CONFIG_INVALID. */
  constructor({ decoder, target, deadLetters }: FunctionSettings, ofTableStreams: boolean, log: Logger) {
    const letters =
      deadLetters && new DeadLetters(senderTo(deadLetters), (message) => this.#batch.sourceOf(message));
    const signal = this.#aborted.signal;
    this.#letters = letters;
    this.#target = openTarget(target, { log, signal, ...(letters && { deadLetters: letters }) });
    this.#decoder = createDecoder(decoder, {
      log,
      ofTableStreams,
      onDecoded: () => this.#batch.count(),
      ...(letters && { onBadRecord: (record) => letters.keep(record) }),
    });
  }

  /** Brings records into CrateDB, within `milliseconds`. After a fault it carries no more. */
  async carry(records: readonly SourceRecord[], milliseconds: number): Promise<Outcome> {
    this.#carried += 1;
    const batch = new Batch(records, this.#carried, this.#batch.messages);
    this.#batch = batch;
    const before = this.#counts;
    try {
      await inTime(milliseconds, this.#write(records, batch), outOfTime);
      return this.#outcome(batch, before, undefined);
    } catch (fault) {
      const outcome = this.#outcome(batch, before, fault);
      this.#close(fault);
      return outcome;
    }
  }

  /** Ends the waiting for CrateDB: what is being carried fails, unless it is nearly done. It carries no more. */
  stop(): void {
    this.#aborted.abort();
    void this.#target.abandon();
  }

  async #write(records: readonly SourceRecord[], batch: Batch): Promise<void> {
    let passed = 0;
    const pass = async (): Promise<void> => {
      if (passed === batch.decoded) return;
      passed = batch.decoded;
      batch.noteMessage();
      await this.#target.accept(batch.state());
    };
    try {
      for (const message of this.#decoder.messages(records)) {
        await pass();
        batch.noteMessage();
        await this.#target.accept(message);
      }
    } finally {
      // What comes before a record that cannot be decoded is good.
      await pass();
      await this.#target.flush();
    }
  }

  get #counts(): LoadCounts {
    const { counts } = this.#target;
    return { ...counts, bad: counts.bad + (this.#letters?.undecoded ?? 0) };
  }

  #outcome(batch: Batch, before: LoadCounts, fault: unknown): Outcome {
    const counts = this.#counts;
    return {
      pending: batch.firstPending(this.#target.durable),
      fault,
      rows: counts.upserted + counts.deleted - before.upserted - before.deleted,
      stale: counts.stale - before.stale,
      bad: counts.bad - before.bad,
    };
  }

  /** Frees the connections, without waiting for a CrateDB that does not answer: the function has to answer in time. */
  #close(fault: unknown): void {
    if (codeOf(fault) === 'INVOCATION_OUT_OF_TIME') this.#aborted.abort(fault);
    void this.#target.abandon();
  }
}

function outOfTime(): ProgramError {
  return new ProgramError(
    'INVOCATION_OUT_OF_TIME',
    'The time of the invocation ends before all records are in CrateDB.',
  );
}
