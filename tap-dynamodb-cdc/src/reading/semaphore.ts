interface Waiting {
  readonly places: number;
  readonly enter: () => void;
}

/** Holds a bounded number of places and lets callers take some, in the order in which they came. */
export class Semaphore {
  #free: number;
  readonly #waiting: Waiting[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  /** Waits for as many places (not more than there are); dispose of what is returned to leave them. */
  async enter(places: number): Promise<Disposable> {
    await new Promise<void>((enter) => {
      this.#waiting.push({ places, enter });
      this.#admit();
    });
    return { [Symbol.dispose]: () => this.#leave(places) };
  }

  #leave(places: number): void {
    this.#free += places;
    this.#admit();
  }

  /** A caller that needs many places is not overtaken by those that need few. */
  #admit(): void {
    for (
      let next = this.#waiting[0];
      next !== undefined && next.places <= this.#free;
      next = this.#waiting[0]
    ) {
      this.#waiting.shift();
      this.#free -= next.places;
      next.enter();
    }
  }
}
