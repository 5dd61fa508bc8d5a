import type { JsonValue, Report, SingerMessage } from '@cdc-relay/singer';
import type { LoadCounts } from './report/load-counts.ts';

/**
 * Loads Singer messages into CrateDB. What it throws has a `code` of docs/errors.md. After the first error nothing more
 * is accepted: every further call throws it again, and `durable` says from which state to start again.
 */
export interface Target extends AsyncDisposable {
  /**
   * The value of the last STATE that is safe: CrateDB has everything before it, and each place where states are kept has
   * the state. Undefined before the first one. With load_method: overwrite none is safe before `close`.
   */
  readonly durable: JsonValue | undefined;

  /** What became of the records so far, over all streams. */
  readonly counts: LoadCounts;

  /** What is counted, and why records do not become durable as they should: for metrics and health. */
  report(): Report;

  /** Aborts, with the error as its reason, once something could not be accepted, written or kept. */
  readonly failure: AbortSignal;

  /**
   * Accepts a message. Returns a promise where something has to be waited for before the next one, as memory is bounded:
   * a table to be made, a batch to be written. A message that comes while another one waits is put in line.
   *
   * Throws, or rejects with, INPUT_INVALID for what is no message or cannot be loaded (with on_bad_record: dead_letter a
   * bad record goes to the file), TOO_MANY_BAD_RECORDS, KEY_CHANGED, the errors of tables, and why something could not
   * be written; TARGET_CLOSED after `close`. Messages are counted from 1; errors and the dead-letter file name the number
   * as a line.
   */
  accept(message: SingerMessage): Promise<void> | undefined;

  /** Writes everything that was accepted: `durable` is then the last STATE. Rejects with why that could not be done. */
  flush(): Promise<void>;

  /**
   * Ends a load that is complete: everything accepted is written, tables that are to be replaced are, rows are visible to
   * queries, the last state is kept, connections are closed. Rejects with why that could not be done; what could be
   * written is then written all the same. After an abort of the signal no table is replaced.
   */
  close(): Promise<void>;

  /**
   * Ends a load whose messages have not all come: as `close`, but no table is replaced. Never rejects, as there is an
   * error already; after `close` it does nothing.
   */
  abandon(): Promise<void>;

  /**
   * For `await using`: as `abandon`, as the end of a block does not say that the load is complete. Rejects with an error
   * that no call has thrown or rejected with.
   */
  [Symbol.asyncDispose](): Promise<void>;
}
