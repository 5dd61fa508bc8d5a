/** How many callers wait for something that is unavailable, and since when, so that its return is reported once. */
export class Outage {
  #waiting = 0;
  #since = 0;

  /** A caller begins to wait; `now` in milliseconds of any steady clock. */
  begins(now: number): void {
    if (this.#waiting === 0) this.#since = now;
    this.#waiting += 1;
  }

  /** A caller waits no more; returns how many seconds the outage was, when it was the last one that waited. */
  ends(now: number): number | undefined {
    this.#waiting -= 1;
    return this.#waiting === 0 ? Math.round((now - this.#since) / 1000) : undefined;
  }
}
