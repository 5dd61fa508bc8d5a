import type { JsonObject, JsonSchema, RecordMessage } from '@cdc-relay/singer';
import {
  BATCHED_COLUMN,
  EXTRACTED_COLUMN,
  RECEIVED_COLUMN,
  STARTED_COLUMN,
  TABLE_VERSION_COLUMN,
} from '../column/metadata-columns.ts';
import { DELETED_COLUMN, VERSION_COLUMN } from '../column/table-columns.ts';
import { Sequence } from './sequence.ts';

const DATE_TIME: JsonSchema = { type: ['string', 'null'], format: 'date-time' };
const INTEGER: JsonSchema = { type: ['integer', 'null'] };

/** The columns about a row that the Singer SDK knows, as JSON Schema. */
export const METADATA_PROPERTIES: JsonObject = {
  [EXTRACTED_COLUMN]: DATE_TIME,
  [RECEIVED_COLUMN]: DATE_TIME,
  [BATCHED_COLUMN]: DATE_TIME,
  [DELETED_COLUMN]: DATE_TIME,
  [VERSION_COLUMN]: INTEGER,
  [TABLE_VERSION_COLUMN]: INTEGER,
  [STARTED_COLUMN]: INTEGER,
};

/** Adds to records what the target knows of them. What the source itself sends under these names is kept. */
export class Metadata {
  readonly #startedAt = Date.now();
  readonly #sequence = new Sequence();

  /** `batchedAt`: when the batch began that the record becomes part of. */
  add(record: JsonObject, message: RecordMessage, batchedAt: Date): JsonObject {
    return {
      [EXTRACTED_COLUMN]: message.time_extracted ?? null,
      [DELETED_COLUMN]: null,
      [VERSION_COLUMN]: this.#sequence.next(),
      [TABLE_VERSION_COLUMN]: message.version ?? null,
      ...record,
      [RECEIVED_COLUMN]: new Date().toISOString(),
      [BATCHED_COLUMN]: batchedAt.toISOString(),
      [STARTED_COLUMN]: this.#startedAt,
    };
  }
}
