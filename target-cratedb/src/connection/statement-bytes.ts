/** Bytes of the rows of one statement: CrateDB needs a multiple of them in memory while it reads it. */
export const STATEMENT_BYTES = 8 * 1024 * 1024;
