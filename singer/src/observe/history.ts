/** A moment of the last hour: counts since the start, and how far things are behind. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Records that were read, and those that are dealt with. */
  readonly in: number;
  readonly out: number;
  /** The largest lag of a shard, and the age of the oldest record that is not durable. */
  readonly lagSeconds: number;
  readonly undurableSeconds: number;
}

const STEP_MS = 10_000;
const KEPT_MS = 3_600_000;

/** Remembers one moment in ten seconds, for an hour. */
export class History {
  readonly #moments: Moment[] = [];

  /** To be called more often than is remembered; `moment` is made only when it is due. */
  note(now: number, moment: () => Moment): void {
    const last = this.#moments.at(-1);
    if (last !== undefined && now - last.at < STEP_MS) return;
    this.#moments.push(moment());
    while ((this.#moments[0]?.at ?? now) < now - KEPT_MS) this.#moments.shift();
  }

  get moments(): readonly Moment[] {
    return this.#moments;
  }
}
