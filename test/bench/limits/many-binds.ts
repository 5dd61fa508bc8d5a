import type { Connection, Submittable } from 'pg';

/** One statement bound many times with a single Sync at the end, which CrateDB runs as one bulk operation. */
export class ManyBinds implements Submittable {
  readonly #text: string;
  readonly #values: readonly Buffer[];
  readonly done: Promise<void>;
  #resolve: () => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;

  /** Each value is the text of the only parameter. */
  constructor(text: string, values: readonly Buffer[]) {
    this.#text = text;
    this.#values = values;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  submit(connection: Connection): void {
    connection.stream.cork();
    connection.parse({ text: this.#text, name: '', types: [] }, true);
    for (const value of this.#values) {
      connection.bind({ values: [value.toString()] }, true);
      connection.execute({}, true);
    }
    connection.sync();
    connection.stream.uncork();
  }

  handleCommandComplete(): void {
    // The table is counted afterwards.
  }

  handleError(error: Error): void {
    this.#reject(error);
  }

  handleReadyForQuery(): void {
    this.#resolve();
  }
}
