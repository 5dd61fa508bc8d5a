import { type JsonObject, type LineWriter, stateLine } from '@cdc-relay/singer';

/** When STATE is printed while records are emitted: whichever comes first. */
export interface StateInterval {
  readonly ms: number;
  readonly records: number;
}

/** Prints STATE messages: when they are due, and never the same one twice. */
export class StateWriter {
  readonly #output: LineWriter;
  readonly #value: () => JsonObject | undefined;
  readonly #interval: StateInterval;
  #last: string | undefined;
  #due = 0;
  #records = 0;

  /** `value` makes the state as of now, undefined while there is nothing to say. */
  constructor(output: LineWriter, value: () => JsonObject | undefined, interval: StateInterval) {
    this.#output = output;
    this.#value = value;
    this.#interval = interval;
  }

  /** Counts records that were emitted, and prints the state when the interval has passed since the last one. */
  async emitted(records: number): Promise<void> {
    this.#records += records;
    if (performance.now() >= this.#due || this.#records >= this.#interval.records) await this.write();
  }

  /** Prints the state unless it is the one that was printed last. */
  async write(): Promise<void> {
    this.#due = performance.now() + this.#interval.ms;
    this.#records = 0;
    const value = this.#value();
    const line = value === undefined ? undefined : stateLine(value);
    if (line === undefined || line === this.#last) return;
    this.#last = line;
    await this.#output.write(line);
  }
}
