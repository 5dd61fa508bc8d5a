/** Items to ask for at first, where read capacity is limited: at 4 KiB each they take 13 units. */
const FIRST_LIMIT = 25;

/** Keeps scans within so many read capacity units a second, by what DynamoDB says that each page took. */
export class ReadUnits {
  readonly #rate: number;
  readonly #most: number;
  readonly #readers: number;
  #freeAt = 0;
  #unitsPerItem: number | undefined;

  /** `rate`: units a second, Infinity where nothing limits them; `most`: items that a page may have. */
  constructor(rate: number, most: number, readers: number) {
    this.#rate = rate;
    this.#most = most;
    this.#readers = readers;
  }

  /** How many milliseconds to wait before the next page; `now` in milliseconds of a clock that only goes forward. */
  delay(now: number): number {
    return Math.max(0, this.#freeAt - now);
  }

  /** Items to ask for: as the cost of pages is known only afterwards, those of all readers take a second's units. */
  get limit(): number {
    if (this.#rate === Number.POSITIVE_INFINITY) return this.#most;
    const affordable =
      this.#unitsPerItem === undefined
        ? FIRST_LIMIT
        : Math.floor(this.#rate / this.#readers / this.#unitsPerItem);
    return Math.max(1, Math.min(this.#most, affordable));
  }

  /** Notes what a page took. Pages that are asked for at the same time wait for each other's units. */
  spent(now: number, units: number, items: number): void {
    this.#freeAt = Math.max(now, this.#freeAt) + (units / this.#rate) * 1000;
    if (items > 0 && units > 0) this.#unitsPerItem = units / items;
  }
}
