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
  /** The table version that ACTIVATE_VERSION names. */
  readonly version?: number;
  readonly time_extracted?: string;
}

/** The position up to which a tap has emitted; opaque to targets. */
export interface StateMessage {
  readonly type: 'STATE';
  readonly value: JsonValue;
}

/** Says that a stream's rows of older table versions are no more: the tap has sent the whole table again. */
export interface ActivateVersionMessage {
  readonly type: 'ACTIVATE_VERSION';
  readonly stream: string;
  readonly version: number;
  /**
   * An extension of this project: the `_sdc_sequence` as of which the table was sent. Rows with a larger one are newer,
   * whoever wrote them, and stay.
   */
  readonly sequence?: number;
}

/** Records that are in files instead of in lines of their own. */
export interface BatchMessage {
  readonly type: 'BATCH';
  readonly stream: string;
  readonly encoding: { readonly format: string; readonly compression: string | undefined };
  /** URLs of the files, in the order of their records. */
  readonly manifest: readonly string[];
}

/** The messages of the Singer protocol, with the extensions that taps of the Singer SDK and its forerunners send. */
export type SingerMessage =
  | SchemaMessage
  | RecordMessage
  | StateMessage
  | ActivateVersionMessage
  | BatchMessage;
