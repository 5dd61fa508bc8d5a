/** The answer to a query with its values as the texts that CrateDB sends. */
export interface Result {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Of statements that answer no rows: what they did, such as `DELETE 3`. */
  readonly done: string;
}

interface ResultColumn {
  readonly name: string;
  /** PostgreSQL's number for the type. */
  readonly oid: number;
}
