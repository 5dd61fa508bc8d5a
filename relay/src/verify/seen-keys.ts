import { hash, randomBytes } from 'node:crypto';

/** 16 MiB, whatever the number of keys. */
const BITS = 2 ** 27;

/** Bits of a key: the best number for some ten million keys. */
const PER_KEY = 7;

/** What is remembered of keys. */
export interface SeenMemory {
  readonly salt: Uint8Array;
  readonly count: number;
  readonly bits: Uint8Array;
}

/** The bytes of the bits in a memory. */
export const SEEN_BYTES = BITS / 8;

/**
 * The keys that were seen, in bounded memory (a Bloom filter): `has` is never false for a key that was seen, and true for
 * another one with the probability `mistakes`. Each run is mistaken about other keys.
 */
export class SeenKeys {
  readonly #bits: Uint8Array;
  readonly #salt: Uint8Array;
  readonly #prefix: string;
  #count: number;

  /** Without a memory of before, an empty one; the tests have smaller ones. */
  constructor({ salt, count, bits }: Partial<SeenMemory> = {}) {
    this.#bits = bits ?? new Uint8Array(BITS / 8);
    this.#salt = salt ?? randomBytes(16);
    this.#prefix = Buffer.from(this.#salt).toString('base64');
    this.#count = count ?? 0;
  }

  /** A copy of what is remembered, of 16 MiB. */
  get memory(): SeenMemory {
    return { salt: this.#salt, count: this.#count, bits: this.#bits.slice() };
  }

  /** Notes a key, by the texts of its values. */
  add(key: readonly string[]): void {
    this.#count += 1;
    const digest = this.#digestOf(key);
    for (let index = 0; index < PER_KEY; index += 1) {
      const bit = this.#bitAt(digest, index);
      this.#bits[bit >>> 3] = (this.#bits[bit >>> 3] ?? 0) | (1 << (bit & 7));
    }
  }

  /** True for every key that was noted, and for few others. */
  has(key: readonly string[]): boolean {
    const digest = this.#digestOf(key);
    for (let index = 0; index < PER_KEY; index += 1) {
      const bit = this.#bitAt(digest, index);
      if (((this.#bits[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) return false;
    }
    return true;
  }

  /** The probability that a key which was not noted seems to be. */
  get mistakes(): number {
    return (1 - Math.exp((-PER_KEY * this.#count) / (8 * this.#bits.length))) ** PER_KEY;
  }

  /** A character for each byte: that costs a third of a Buffer. */
  #digestOf(key: readonly string[]): string {
    return hash('sha256', this.#prefix + JSON.stringify(key), 'binary');
  }

  #bitAt(digest: string, index: number): number {
    let word = 0;
    for (let at = 4 * index; at < 4 * index + 4; at += 1) word = word * 256 + digest.charCodeAt(at);
    return word % (8 * this.#bits.length);
  }
}
