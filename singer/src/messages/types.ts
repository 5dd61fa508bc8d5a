import type { JsonObject, JsonValue } from '../json/value.ts';

/** A JSON Schema as Singer taps send it: an object, its keywords unchecked. */
export type JsonSchema = JsonObject;

/** Announces a stream's shape; it precedes the stream's records and may come again when the shape changes. */
export interface SchemaMessage {
  readonly type: 'SCHEMA';
  readonly stream: string;
  readonly schema: JsonSchema;
  readonly key_properties: readonly string[];
  readonly bookmark_properties?: readonly string[];
}

/** One row of a stream. */
export interface RecordMessage {
  readonly type: 'RECORD';
  readonly stream: string;
  readonly record: JsonObject;
  /** The table version that ACTIVATE_VERSION speaks of. */
  readonly version?: number;
  readonly time_extracted?: string;
}

/** The position up to which a tap has emitted; opaque to targets. */
export interface StateMessage {
  readonly type: 'STATE';
  readonly value: JsonValue;
}

/** The messages of the Singer protocol that both programs speak. */
export type SingerMessage = SchemaMessage | RecordMessage | StateMessage;
