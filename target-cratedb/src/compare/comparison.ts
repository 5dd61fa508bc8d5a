import type { JsonValue, RecordMessage, SchemaMessage } from '@cdc-relay/singer';
import type { Difference } from './difference.ts';

/** How the row of a record is, compared with what the target would write. */
export interface ComparedRow {
  readonly kind: 'equal' | 'missing' | 'different';
  /** The key's values as texts, in the order of the key; undefined for a record that no row can have. */
  readonly key: readonly string[] | undefined;
  readonly differences: readonly Difference[];
  /** The version that the row has, also one that says that its item is deleted; where it is missing and `fresh`, that of its deletion. */
  readonly version: number | undefined;
}

/** Compares the table of one stream with records: each as the target would write it. Nothing is written. */
export interface TableComparison {
  /** Accepts a SCHEMA of the stream. Throws TABLE_MISSING, TABLE_UNSUITABLE, TABLE_KEY_DIFFERS, KEY_CHANGED. */
  schema(message: SchemaMessage): Promise<void>;
  /** Compares the rows of records, in their order; `fresh` also finds what was written just now. */
  compare(messages: readonly RecordMessage[], fresh: boolean): Promise<ComparedRow[]>;
  /** The rows' keys after this one, as texts, in the order of the key: of those whose items are not deleted. */
  keys(after: readonly string[] | undefined, limit: number): Promise<readonly (readonly string[])[]>;
}

/** CrateDB for comparing its tables with records. */
export interface OpenComparison extends AsyncDisposable {
  /** Begins the comparison of one stream's table. */
  readonly table: () => TableComparison;
  /** The state that the pipeline kept last; undefined where none is kept. */
  readonly state: () => Promise<JsonValue | undefined>;
}
