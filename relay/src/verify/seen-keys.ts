import { createHash, randomBytes } from 'node:crypto';

/** 16 MiB, whatever the number of keys. */
const BITS = 2 ** 27;

/** Bits of a key: the best number for some ten million keys. */
const PER_KEY = 7;

/**
 * The keys that were seen, in bounded memory (a Bloom filter): `has` is never false for a key that was seen, and true for
 * another one with the probability `mistakes`. Each run is mistaken about other keys.
 */
export class SeenKeys {
  readonly #bits = new Uint8Array(BITS / 8);
  readonly #salt = randomBytes(16);
  #count = 0;

  /** Notes a key, by the texts of its values. */
  add(key: readonly string[]): void {
    this.#count += 1;
    for (const bit of this.#bitsOf(key))
      this.#bits[bit >>> 3] = (this.#bits[bit >>> 3] ?? 0) | (1 << (bit & 7));
  }

  /** True for every key that was noted, and for few others. */
  has(key: readonly string[]): boolean {
    return this.#bitsOf(key).every((bit) => ((this.#bits[bit >>> 3] ?? 0) & (1 << (bit & 7))) !== 0);
  }

  /** The probability that a key which was not noted seems to be. */
  get mistakes(): number {
    return (1 - Math.exp((-PER_KEY * this.#count) / BITS)) ** PER_KEY;
  }

  #bitsOf(key: readonly string[]): number[] {
    const digest = createHash('sha256').update(this.#salt).update(JSON.stringify(key)).digest();
    return Array.from({ length: PER_KEY }, (_, index) => digest.readUInt32BE(4 * index) % BITS);
  }
}
