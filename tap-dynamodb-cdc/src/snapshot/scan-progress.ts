import { counted, type Logger } from '@cdc-relay/singer';

/** The progress of a scan is logged this often. */
const INTERVAL_MS = 30_000;

/** What a page has. */
export interface PageSize {
  readonly items: number;
  /** Read capacity units that it took. */
  readonly units: number;
  readonly bytes: number;
}

/** Counts, and logs, how far the snapshot of a table has come. */
export class ScanProgress {
  readonly #log: Logger;
  readonly #stream: string;
  /** What DynamoDB counted some hours ago. */
  readonly #expected: number;
  readonly #began: number;
  #next: number;
  #items = 0;
  #units = 0;
  #bytes = 0;
  #hasEnded = false;

  /** Times are in milliseconds of a clock that only goes forward. */
  constructor(log: Logger, stream: string, expected: number, now = performance.now()) {
    this.#log = log;
    this.#stream = stream;
    this.#expected = expected;
    this.#began = now;
    this.#next = now + INTERVAL_MS;
  }

  /** Items that were emitted. */
  get items(): number {
    return this.#items;
  }

  /** Their bytes, as the source counts them. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How long it still takes, at the rate until now; undefined while that is not known. */
  leftSeconds(now: number): number | undefined {
    if (this.#hasEnded) return 0;
    const left = this.#expected - this.#items;
    const rate = this.#rate(now);
    return left <= 0 || rate === 0 ? undefined : left / rate;
  }

  /** Counts a page that was emitted; `bytes` as its source counts them. */
  page({ items, units, bytes }: PageSize, now = performance.now()): void {
    this.#items += items;
    this.#units += units;
    this.#bytes += bytes;
    if (now < this.#next) return;
    this.#next = now + INTERVAL_MS;
    this.#say(
      `snapshot: ${this.#items} of about ${counted(this.#expected, 'item')}, ${Math.ceil(this.#bytes / 2 ** 20)} MiB${this.#rest(now)}`,
    );
  }

  /** Says that all of it was emitted. */
  end(now = performance.now()): void {
    this.#hasEnded = true;
    const seconds = (now - this.#began) / 1000;
    this.#say(`snapshot complete: ${counted(this.#items, 'item')} in ${seconds.toFixed(1)} s`);
    const tags = { stream: this.#stream };
    this.#log.metric({ type: 'timer', metric: 'snapshot_duration', value: seconds, tags });
  }

  #say(message: string): void {
    const tags = { stream: this.#stream };
    this.#log.info(message, tags);
    this.#log.metric({ type: 'counter', metric: 'snapshot_item_count', value: this.#items, tags });
    this.#log.metric({ type: 'counter', metric: 'snapshot_bytes', value: this.#bytes, tags });
    this.#log.metric({ type: 'counter', metric: 'snapshot_read_units', value: this.#units, tags });
  }

  /** The estimate is left out when there are more items than DynamoDB had counted. */
  #rest(now: number): string {
    const left = this.leftSeconds(now);
    if (left === undefined) return '';
    return `, ${Math.round(this.#rate(now))}/s, about ${Math.ceil(left / 60)} min left`;
  }

  #rate(now: number): number {
    return this.#items / Math.max(1, (now - this.#began) / 1000);
  }
}
