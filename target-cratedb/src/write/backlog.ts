/** What holds bytes until they are written. */
interface Holding {
  readonly bytes: number;
  /** Resolves once all that it held when called is written, or could not be. */
  flush(): Promise<void>;
}

/** What an operation occupies in memory besides its text: the object, its key, the entry that leads to it. */
export const OPERATION_BYTES = 300;

/** Bounds the bytes that wait in memory over all tables, however many there are. */
export class Backlog {
  readonly #limit: number;
  readonly #holding = new Set<Holding>();
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get bytes(): number {
    return this.#bytes;
  }

  join(holding: Holding): void {
    this.#holding.add(holding);
  }

  /** To be called by whoever holds bytes, when they change. */
  changed(by: number): void {
    this.#bytes += by;
  }

  /** Has those that hold most written until the rest is within the limit; undefined when it is. */
  flushLargest(): Promise<void> | undefined {
    return this.#bytes > this.#limit ? this.#flushLargest() : undefined;
  }

  async #flushLargest(): Promise<void> {
    while (this.#bytes > this.#limit) {
      const largest = [...this.#holding].reduce((most, one) => (one.bytes > most.bytes ? one : most));
      const before = this.#bytes;
      await largest.flush();
      if (this.#bytes >= before) return;
    }
  }
}
