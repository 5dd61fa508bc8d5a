/** Batches to upsert after one that met existing rows; twice as many each time. */
const FIRST_PAUSE = 8;
const MAX_PAUSE = 128;

/**
 * Decides when a batch is worth a plain INSERT, which CrateDB does a fifth faster than an upsert that looks at
 * versions: as long as the rows are new. It leaves existing rows alone, so that a batch that met some is upserted
 * afterwards.
 */
export class PlainInserts {
  #pause = 0;
  #nextPause = FIRST_PAUSE;

  /** True while the rows of batches turn out to be new. */
  get areExpected(): boolean {
    return this.#pause <= 0;
  }

  /** To be asked once per batch. */
  isWorthATry(): boolean {
    this.#pause -= 1;
    return this.#pause < 0;
  }

  /** Notes how the try went. */
  tried(allWereNew: boolean): void {
    this.#pause = allWereNew ? 0 : this.#nextPause;
    this.#nextPause = allWereNew ? FIRST_PAUSE : Math.min(2 * this.#nextPause, MAX_PAUSE);
  }
}
