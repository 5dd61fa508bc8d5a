/** More requests of a second are not answered: scraping, probes and some open pages need fewer. */
const PER_SECOND = 100;

/** Counts requests, so that a flood of them takes no time from the work. */
export class RequestLimit {
  #second = 0;
  #count = 0;

  /** Whether another request is answered; `now` in milliseconds of any steady clock. */
  admits(now: number): boolean {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) this.#count = 0;
    this.#second = second;
    this.#count += 1;
    return this.#count <= PER_SECOND;
  }
}
