/** Only the last state is indispensable: of more states than this, every other one is dropped. */
const MAX_WAITING = 16;

/**
 * Decides which STATE may be printed. Every record has a position, counted over all streams; a STATE may leave once
 * every record before it is durable, in whatever order the batches are written.
 */
export class Watermark<State> {
  #received = 0;
  #waiting: { readonly after: number; readonly state: State }[] = [];

  /** Counts a record and returns its position. */
  recordReceived(): number {
    this.#received += 1;
    return this.#received;
  }

  /** Notes a STATE that speaks of all records received so far. */
  stateReceived(state: State): void {
    const last = this.#waiting.at(-1);
    // Of two states with no record between them the later one says more.
    if (last?.after === this.#received) this.#waiting.pop();
    this.#waiting.push({ after: this.#received, state });
    if (this.#waiting.length > MAX_WAITING)
      this.#waiting = this.#waiting.filter((_, index) => index % 2 === 0);
  }

  /**
   * Takes the newest state that may be printed now. `oldestOpen` is the position of the oldest record that is not
   * durable yet, Infinity when all are.
   */
  take(oldestOpen: number): State | undefined {
    let newest: State | undefined;
    while (this.#waiting[0] !== undefined && this.#waiting[0].after < oldestOpen) {
      newest = this.#waiting.shift()?.state;
    }
    return newest;
  }
}
