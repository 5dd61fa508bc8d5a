/** Items to request while nothing is known of their size; where read capacity is limited, 13 units at 4 KiB each. */
const FIRST_LIMIT = 250;
const FIRST_LIMIT_OF_FEW = 25;

/** A page should have 256 KiB: DynamoDB bounds it at 1 MiB only, and the SDK holds it several times as it decodes it. */
const PAGE_KIB = 256;

/** A unit reads this much strongly consistent, and twice that eventually consistent. */
const UNIT_KIB = 4;

/** What a unit reads. */
export function bytesOfUnit(consistent: boolean): number {
  return UNIT_KIB * 1024 * (consistent ? 1 : 2);
}

/** How scans may read. */
export interface ReadLimits {
  /** Read capacity units a second; Infinity where nothing limits them. */
  readonly rate: number;
  /** Items that a page may have. */
  readonly items: number;
  /** Pages that are requested at the same time. */
  readonly readers: number;
  readonly consistent: boolean;
}

/** Keeps scans within their limits, by what DynamoDB says that each page took. */
export class ReadUnits {
  readonly #limits: ReadLimits;
  #freeAt = 0;
  #unitsPerItem: number | undefined;

  constructor(limits: ReadLimits) {
    this.#limits = limits;
  }

  /** How many milliseconds to wait before the next page; `now` in milliseconds of a clock that only goes forward. */
  delay(now: number): number {
    return Math.max(0, this.#freeAt - now);
  }

  /** Items to request: as the cost of pages is known only afterwards, those of all readers take a second's units. */
  get limit(): number {
    const { rate, items, readers, consistent } = this.#limits;
    if (this.#unitsPerItem === undefined)
      return Math.min(items, rate === Number.POSITIVE_INFINITY ? FIRST_LIMIT : FIRST_LIMIT_OF_FEW);
    const page = PAGE_KIB / (consistent ? UNIT_KIB : 2 * UNIT_KIB);
    const units = Math.min(page, rate / readers);
    return Math.max(1, Math.min(items, Math.floor(units / this.#unitsPerItem)));
  }

  /** Notes what a page took. Pages that are requested at the same time wait for each other's units. */
  spent(now: number, units: number, items: number): void {
    this.#freeAt = Math.max(now, this.#freeAt) + (units / this.#limits.rate) * 1000;
    if (items > 0 && units > 0) this.#unitsPerItem = units / items;
  }
}
