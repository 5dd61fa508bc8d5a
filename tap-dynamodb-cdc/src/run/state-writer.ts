import { type JsonObject, type LineWriter, stateLine } from '@cdc-relay/singer';

/** Prints STATE messages: when they are due, and never the same one twice. */
export class StateWriter {
  readonly #output: LineWriter;
  readonly #value: () => JsonObject | undefined;
  readonly #intervalMs: number;
  #last: string | undefined;
  #due = 0;

  /** `value` makes the state as of now, undefined while there is nothing to say. */
  constructor(output: LineWriter, value: () => JsonObject | undefined, intervalSeconds: number) {
    this.#output = output;
    this.#value = value;
    this.#intervalMs = intervalSeconds * 1000;
  }

  /** Prints the state when the interval has passed since the last one. */
  async writeWhenDue(): Promise<void> {
    if (performance.now() >= this.#due) await this.write();
  }

  /** Prints the state unless it is the one that was printed last. */
  async write(): Promise<void> {
    this.#due = performance.now() + this.#intervalMs;
    const value = this.#value();
    const line = value === undefined ? undefined : stateLine(value);
    if (line === undefined || line === this.#last) return;
    this.#last = line;
    await this.#output.write(line);
  }
}
