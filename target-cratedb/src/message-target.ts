import {
  type JsonValue,
  ProgramError,
  type Report,
  type SingerMessage,
  stringifyJson,
} from '@cdc-relay/singer';
import type { Origin } from './bad-record/origin.ts';
import { abandonLoad, completeLoad, flushLoad } from './end-load.ts';
import { type Line, UnreadableLine } from './input/lines.ts';
import { type Load, openLoad, type Surroundings } from './load.ts';
import type { TargetOptions } from './options/options-of.ts';
import type { LoadCounts } from './report/load-counts.ts';
import { reportOf } from './report/report-of.ts';
import { checkedMessage } from './stream/checked-message.ts';
import { messageOfLine } from './stream/message-of.ts';
import type { Target } from './target.ts';

/** Accepts an input; returns a promise where something has to be waited for. */
type Accept<Input> = (input: Input) => Promise<void> | undefined;

/** A message that was checked: what that has returned or thrown, and where it is from. */
interface Checked {
  readonly checked: () => SingerMessage | undefined;
  readonly origin: Origin;
}

/** The target for whoever carries the messages: as objects, or as lines. */
export class MessageTarget implements Target {
  readonly #load: Load;
  /** What the last message waits for; never rejects. */
  #busy: Promise<void> | undefined;
  #ending: Promise<void> | undefined;
  #received = 0;
  /** True once an error was thrown to the caller. */
  #isReported = false;

  /**
   * Throws DEAD_LETTER_FAILED, STATE_FILE_UNUSABLE. A connection is made only for a state that is kept: the first message
   * waits until no other run keeps it.
   */
  constructor(options: TargetOptions, surroundings: Surroundings) {
    this.#load = openLoad(options, surroundings);
    const { stateLeases, progress } = this.#load;
    if (stateLeases.isNeeded) this.#waitFor(stateLeases.take().catch((error) => progress.fail(error)));
  }

  get durable(): JsonValue | undefined {
    return this.#load.states.durable;
  }

  get counts(): LoadCounts {
    return this.#load.counts.totals;
  }

  report(): Report {
    return reportOf(this.#load.reported);
  }

  get failure(): AbortSignal {
    return this.#load.progress.failure;
  }

  /** It is checked, and copied, at once: its caller may change it while those before it are waited for. */
  accept(message: SingerMessage): Promise<void> | undefined {
    this.#checkOpen();
    this.#received += 1;
    const origin = originOf(message, this.#received);
    const checked = outcomeOf(() => checkedMessage(message, origin, this.#load.badRecords));
    return this.#inTurn(this.#dispatch, { checked, origin });
  }

  /** Accepts a line of an input as `accept` does a message: what is no message is kept as it came. */
  acceptLine(line: Line | UnreadableLine): Promise<void> | undefined {
    return this.#inTurn(this.#acceptLine, line);
  }

  async flush(): Promise<void> {
    this.#checkOpen();
    await this.#explained(async () => {
      await this.#busy;
      await flushLoad(this.#load);
    });
  }

  async close(): Promise<void> {
    this.#ending ??= this.#afterMessages(completeLoad);
    await this.#explained(async () => {
      await this.#ending;
      this.#load.progress.check();
    });
  }

  async abandon(): Promise<void> {
    this.#ending ??= this.#afterMessages(abandonLoad);
    await this.#ending.catch((error: unknown) => this.#load.progress.fail(error));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.abandon();
    if (!this.#isReported) this.#load.progress.check();
  }

  readonly #dispatch = ({ checked, origin }: Checked): Promise<void> | undefined => {
    const message = checked();
    return message && this.#load.dispatcher.accept(message, origin);
  };

  readonly #acceptLine = (line: Line | UnreadableLine): Promise<void> | undefined => {
    const { dispatcher, badRecords } = this.#load;
    const message = messageOfLine(line, badRecords);
    const raw = line instanceof UnreadableLine ? line.bytes : line.text;
    return message && dispatcher.accept(message, { line: line.number, raw });
  };

  /** Has an input accepted after those before it; no state may pass one that failed. */
  #inTurn<Input>(accept: Accept<Input>, input: Input): Promise<void> | undefined {
    this.#checkOpen();
    if (this.#busy !== undefined) return this.#wait(this.#busy.then(() => this.#checked(accept, input)));
    try {
      const waiting = this.#checked(accept, input);
      return waiting && this.#wait(waiting);
    } catch (error) {
      throw this.#failed(error);
    }
  }

  #checked<Input>(accept: Accept<Input>, input: Input): Promise<void> | undefined {
    this.#load.progress.check();
    return accept(input);
  }

  #wait(work: Promise<void>): Promise<void> {
    const done = this.#explained(() => work);
    this.#waitFor(done);
    return done;
  }

  /** The next message waits for the end of this, whatever it is. */
  #waitFor(work: Promise<void>): void {
    const clear = (): void => {
      if (this.#busy !== busy) return;
      this.#busy = undefined;
      this.#load.progress.busy(false);
    };
    const busy = work.then(clear, clear);
    this.#busy = busy;
    this.#load.progress.busy(true);
  }

  async #afterMessages(end: (load: Load) => Promise<void>): Promise<void> {
    await this.#busy;
    await end(this.#load);
  }

  #checkOpen(): void {
    if (this.#ending !== undefined) throw closed();
  }

  async #explained(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw this.#failed(error);
    }
  }

  /** Notes what goes wrong; returns what went wrong first. */
  #failed(error: unknown): unknown {
    this.#load.progress.fail(error);
    this.#isReported = true;
    return this.failure.reason;
  }
}

/** What a call has returned or thrown, for whoever needs it later. */
function outcomeOf<Value>(call: () => Value): () => Value {
  try {
    const value = call();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** Where a message is from; its text is written only where it is needed. */
function originOf(message: SingerMessage, number: number): Origin {
  return {
    line: number,
    get raw() {
      return stringifyJson(message as object as JsonValue);
    },
  };
}

function closed(): ProgramError {
  return new ProgramError('TARGET_CLOSED', 'The target is closed and accepts no more messages.', {
    remedy: 'Open another target; go on from the last STATE that was durable.',
  });
}
