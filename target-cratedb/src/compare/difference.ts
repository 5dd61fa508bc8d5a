import type { JsonValue } from '@cdc-relay/singer';

/** An attribute whose value in the row is not what was to be written; undefined where there is none. */
export interface Difference {
  readonly attribute: string;
  readonly wanted: JsonValue | undefined;
  readonly found: JsonValue | undefined;
}
