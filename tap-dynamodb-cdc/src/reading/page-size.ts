import type { KinesisRecord } from '../kinesis/port.ts';

/** Before any record was seen. */
const UNKNOWN_RECORD_BYTES = 1024;

/** The bytes of data of records. */
export function bytesOf(records: readonly KinesisRecord[]): number {
  return records.reduce((sum, { Data }) => sum + (Data?.byteLength ?? 0), 0);
}

/**
 * Turns a number of bytes into the Limit of a GetRecords call, by the size of the records so far: Kinesis bounds its
 * pages at 10 MiB only, and the SDK holds a page several times while it decodes it. Larger records count at once,
 * smaller ones by and by.
 */
export class PageSize {
  readonly #most: number;
  #recordBytes = UNKNOWN_RECORD_BYTES;

  /** `most`: the largest Limit. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Learns from a page. */
  note(bytes: number, records: number): void {
    if (records === 0) return;
    const mean = bytes / records;
    this.#recordBytes = Math.max(mean, (mean + this.#recordBytes) / 2, 1);
  }

  limitFor(bytes: number): number {
    return Math.min(this.#most, Math.max(1, Math.floor(bytes / this.#recordBytes)));
  }
}
