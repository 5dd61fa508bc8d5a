/**
 * Numbers records in the order of their arrival, for sources without a sequence of their own: microseconds since the
 * epoch, never the same twice. It shows the order within one run; rows are not guarded by it, as the clock of another
 * run may have stood differently.
 */
export class Sequence {
  #last = 0;

  next(): number {
    this.#last = Math.max(this.#last + 1, Date.now() * 1000);
    return this.#last;
  }
}
