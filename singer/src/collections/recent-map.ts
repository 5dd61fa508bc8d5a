/**
 * A map that forgets: it keeps at least the last `size` entries that were set, and less than twice as many. It drops
 * them all together, as deleting the oldest one each time costs more than everything else (V8 keeps the holes).
 */
export class RecentMap<Value> {
  readonly #size: number;
  readonly #forgotten: ((value: Value) => void) | undefined;
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  /** `forgotten` gets the value of each entry that is dropped, an older one of a key that is kept included. */
  constructor(size: number, forgotten?: (value: Value) => void) {
    this.#size = size;
    this.#forgotten = forgotten;
  }

  /** Of an empty one nothing needs to be asked: a key that is put together for that would cost more. */
  get isEmpty(): boolean {
    return this.#young.size === 0 && this.#old.size === 0;
  }

  get(key: string): Value | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  has(key: string): boolean {
    return this.#young.has(key) || this.#old.has(key);
  }

  set(key: string, value: Value): void {
    const { size } = this.#young;
    this.#young.set(key, value);
    // A key that is set again becomes the last one.
    if (this.#young.size === size) {
      this.#young.delete(key);
      this.#young.set(key, value);
    }
    if (this.#young.size >= this.#size) this.#forgetOld();
  }

  #forgetOld(): void {
    if (this.#forgotten !== undefined) for (const value of this.#old.values()) this.#forgotten(value);
    this.#old = this.#young;
    this.#young = new Map();
  }

  /** The last entries, as many as are requested and kept, the newest at the end. */
  last(count: number): [string, Value][] {
    const old = [...this.#old].filter(([key]) => !this.#young.has(key));
    return [...old, ...this.#young].slice(-count);
  }
}
