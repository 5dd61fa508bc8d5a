/** As often as this the same message is written within the time; after that it is counted. */
const SHOWN = 5;

const WITHIN_MS = 60_000;

/** More different messages than this are counted as one. */
const MAX_MESSAGES = 100;

const OTHERS = 'other messages';

interface Seen {
  since: number;
  shown: number;
  leftOut: number;
}

/** Decides which messages are written where data can cause any number of them: the first ones, then how many there were. */
export class Repeats {
  readonly #seen = new Map<string, Seen>();

  /** How many like it were left out before, when the message is to be written; undefined when it is only counted. */
  admit(message: string, now: number): number | undefined {
    const seen = this.#entryOf(message, now);
    if (now - seen.since >= WITHIN_MS) {
      const { leftOut } = seen;
      Object.assign(seen, { since: now, shown: 1, leftOut: 0 });
      return leftOut;
    }
    if (seen.shown < SHOWN) {
      seen.shown += 1;
      return 0;
    }
    seen.leftOut += 1;
    return undefined;
  }

  /** What was left out and is not reported yet. */
  rest(): [message: string, leftOut: number][] {
    return [...this.#seen].flatMap(([message, { leftOut }]) => (leftOut > 0 ? [[message, leftOut]] : []));
  }

  #entryOf(message: string, now: number): Seen {
    const known = this.#seen.get(message);
    if (known !== undefined) return known;
    if (this.#seen.size >= MAX_MESSAGES) this.#forget(now);
    const key = this.#seen.size >= MAX_MESSAGES ? OTHERS : message;
    const entry = this.#seen.get(key) ?? { since: now, shown: 0, leftOut: 0 };
    this.#seen.set(key, entry);
    return entry;
  }

  /** Messages that have not come for a while and of which all were written. */
  #forget(now: number): void {
    for (const [message, { since, leftOut }] of this.#seen)
      if (leftOut === 0 && now - since >= WITHIN_MS) this.#seen.delete(message);
  }
}
