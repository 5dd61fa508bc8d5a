/** Where a record comes from. */
export interface Origin {
  /** Number of the line in the input. */
  readonly line: number;
  /** The file and line of a record that came in a BATCH. */
  readonly file?: string;
  /** The record as it came. */
  readonly raw: string | Uint8Array;
}
