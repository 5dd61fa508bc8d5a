import type { Connection, Submittable } from 'pg';

/**
 * One statement with many sets of values, sent in one go with a single Sync at the end: CrateDB then runs them as one
 * bulk operation. (`pg`'s own pipeline ends each statement with a Sync; thousands of those overrun CrateDB's queues.)
 * It implements what `pg` asks of a query, for `client.query(statement)`.
 */
export class BulkStatement implements Submittable {
  readonly #text: string;
  readonly #sets: readonly (readonly string[])[];
  /** The sum of the rows that the statements changed. */
  readonly done: Promise<number>;
  #resolve: (rowCount: number) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;
  #rowCount = 0;
  /** `pg` puts the end of its own time limit here: without the call its timer would keep the process alive. */
  callback: () => void = () => undefined;

  constructor(text: string, sets: readonly (readonly string[])[]) {
    this.#text = text;
    this.#sets = sets;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Called by `pg` when the connection is free. */
  submit(connection: Connection): void {
    connection.stream.cork();
    connection.parse({ text: this.#text, name: '', types: [] }, true);
    for (const values of this.#sets) {
      connection.bind({ values: [...values] }, true);
      connection.execute({}, true);
    }
    connection.sync();
    connection.stream.uncork();
  }

  /** Called by `pg` per set of values; a key that is not there counts as `DELETE 0` or, in bulk, `DELETE -3`. */
  handleCommandComplete({ text }: { text: string }): void {
    this.#rowCount += Math.max(0, Number(text.split(' ').at(-1)));
  }

  handleError(error: Error): void {
    this.callback();
    this.#reject(error);
  }

  handleReadyForQuery(): void {
    this.callback();
    this.#resolve(this.#rowCount);
  }
}
