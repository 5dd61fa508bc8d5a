/** A value that CrateDB would not cast to its column's type: it drops the row, without an error. */
export class Misfit extends Error {
  override readonly name = 'Misfit';
}
