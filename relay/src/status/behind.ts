/**
 * How far CrateDB is behind the Kinesis stream: what the tap has not read, and how long the oldest record that it has emitted
 * has been waiting to become durable. Grows by itself while a program says nothing. Times in milliseconds of any
 * steady clock.
 */
export class Behind {
  readonly #silenceMs: number;
  /** By shard. */
  #lagMs = new Map<string, number>();
  #waitingMs = 0;
  #tapAt: number | undefined;
  #targetAt: number | undefined;
  #isNew = false;

  /** A program that reports something is heard at least once in `silenceMs`. */
  constructor(silenceMs: number) {
    this.#silenceMs = silenceMs;
  }

  /** The programs start again: the tap may read other shards. Until it reports them, the old ones count. */
  starts(): void {
    this.#isNew = true;
  }

  /** The tap is this far from the tip of a shard. */
  shard(shard: string, lagMs: number, now: number): void {
    if (this.#isNew) this.#lagMs = new Map();
    this.#isNew = false;
    this.#lagMs.set(shard, lagMs);
    this.#tapAt = now;
  }

  /** The oldest record of the target that is not durable came this long ago. */
  waiting(ms: number, now: number): void {
    this.#waitingMs = ms;
    this.#targetAt = now;
  }

  seconds(now: number): number {
    const silent = (at = now): number => (now - at > this.#silenceMs ? now - at : 0);
    const waiting = this.#waitingMs + silent(this.#targetAt);
    return (Math.max(0, ...this.#lagMs.values()) + Math.max(waiting, silent(this.#tapAt))) / 1000;
  }
}
