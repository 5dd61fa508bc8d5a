import { type Cause, causeOf, type Logger, ProgramError } from '@cdc-relay/singer';
import type { Destination } from '../destination/destination.ts';
import { Database } from './database.ts';
import { causeOfFault } from './health.ts';
import { statementError } from './statement-error.ts';

const EVERY_MS = 2000;

/** An answer that takes longer is as good as none. */
const SILENT_MS = 5000;

/** Asks CrateDB every few seconds whether it is there, also while there is nothing to write. Dispose of it at the end. */
export class Probe implements AsyncDisposable {
  readonly #db: Database;
  readonly #ended = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #askedAt: number | undefined;
  #fault: ProgramError | undefined;
  #hasAnswered = false;

  constructor(destination: Destination, log: Logger) {
    // A probe is not retried: the next one asks again.
    const options = { statementTimeoutMs: SILENT_MS, retryLimitMs: 0 };
    this.#db = new Database(destination, options, log, this.#ended.signal);
    this.#timer = setInterval(() => void this.#ask(), EVERY_MS);
    this.#timer.unref();
    void this.#ask();
  }

  causes(now: number): Cause[] {
    const silentMs = this.#askedAt === undefined ? 0 : now - this.#askedAt;
    if (silentMs > SILENT_MS)
      return [causeOf('CRATEDB_SILENT', `CrateDB has not answered for ${Math.round(silentMs / 1000)} s`)];
    if (this.#fault !== undefined) return [causeOfFault(this.#fault)];
    return this.#hasAnswered ? [] : [causeOf('STARTING', 'CrateDB has not answered yet')];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#ended.abort();
    await this.#db[Symbol.asyncDispose]();
  }

  /** One question at a time. */
  async #ask(): Promise<void> {
    if (this.#askedAt !== undefined) return;
    this.#askedAt = performance.now();
    try {
      await this.#db.query('SELECT 1');
      this.#hasAnswered = true;
      this.#fault = undefined;
    } catch (error) {
      const fault = statementError(error);
      this.#fault = fault instanceof ProgramError ? fault : undefined;
    }
    this.#askedAt = undefined;
  }
}
