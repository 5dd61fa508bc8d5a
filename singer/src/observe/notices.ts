import type { Notice } from './report.ts';

/** A warning or an error, with where it is from and when it was logged last. */
export interface KnownNotice extends Notice {
  readonly program: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** How often it was logged. */
  readonly times: number;
}

/** More are forgotten, those first that came longest ago. */
const KEPT = 30;

/** The warnings and errors of late: equal ones are one. */
export class Notices {
  readonly #known = new Map<string, KnownNotice>();

  add(notice: Omit<KnownNotice, 'times'>): void {
    const key = `${notice.program} ${notice.text}`;
    const times = (this.#known.get(key)?.times ?? 0) + 1;
    this.#known.delete(key);
    this.#known.set(key, { ...notice, times });
    const [oldest] = this.#known.keys();
    if (this.#known.size > KEPT && oldest !== undefined) this.#known.delete(oldest);
  }

  /** The last one first. */
  get latest(): readonly KnownNotice[] {
    return [...this.#known.values()].reverse();
  }
}
