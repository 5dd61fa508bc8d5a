import { createHash, type Hash } from 'node:crypto';

/** Counts bytes and makes their MD5, which is what DynamoDB writes into its manifests. */
export class Checksum {
  readonly #hash: Hash = createHash('md5');
  bytes = 0;

  add(chunk: Uint8Array): void {
    this.#hash.update(chunk);
    this.bytes += chunk.byteLength;
  }

  /** True when the bytes have this MD5, in base64 or hexadecimal. Call it once. */
  equals(expected: string): boolean {
    const digest = this.#hash.digest();
    const text = expected.trim();
    return text === digest.toString('base64') || text.toLowerCase() === digest.toString('hex');
  }
}
