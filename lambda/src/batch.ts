import type { JsonObject, JsonValue, StateMessage } from '@cdc-relay/singer';
import type { SourceRecord } from 'tap-dynamodb-cdc';

/**
 * The records of one invocation, and how far they are durable. A STATE message after the messages of a record carries
 * the record's place; which of them is durable says which records are.
 */
export class Batch {
  readonly #records: readonly SourceRecord[];
  /** Tells the STATE messages of this batch from those of earlier ones. */
  readonly #id: string;
  /** How many records had all their messages read. */
  #decoded = 0;

  constructor(records: readonly SourceRecord[], id: string) {
    this.#records = records;
    this.#id = id;
  }

  /** Counts a record whose messages were all read. */
  count(): void {
    this.#decoded += 1;
  }

  /** The STATE message that is durable once all records are that were counted. */
  state(): StateMessage {
    return { type: 'STATE', value: { batch: this.#id, records: this.#decoded } };
  }

  /** How many records were counted. */
  get decoded(): number {
    return this.#decoded;
  }

  /** The sequence number of the first record that is not durable; undefined when all are. */
  firstPending(durable: JsonValue | undefined): string | undefined {
    const { batch, records } = (durable ?? {}) as JsonObject;
    const done = batch === this.#id && typeof records === 'number' ? records : 0;
    return this.#records[done]?.sequenceNumber;
  }
}
