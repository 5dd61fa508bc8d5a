/** Which programs run, and when each was heard last. Times are of any steady clock. */
export class Roster {
  readonly #heardAt = new Map<string, number>();

  started(name: string, now: number): void {
    this.#heardAt.set(name, now);
  }

  heard(name: string, now: number): void {
    if (this.#heardAt.has(name)) this.#heardAt.set(name, now);
  }

  ended(name: string): void {
    this.#heardAt.delete(name);
  }

  /** The programs that run and were not heard for longer than `limitMs`, and for how long. */
  silent(now: number, limitMs: number): [name: string, ms: number][] {
    return [...this.#heardAt]
      .map(([name, at]): [string, number] => [name, now - at])
      .filter(([, ms]) => ms > limitMs);
  }
}
