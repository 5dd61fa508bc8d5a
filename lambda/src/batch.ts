import type { JsonObject, JsonValue, StateMessage } from '@cdc-relay/singer';
import type { SourceRecord } from 'tap-dynamodb-cdc';

/**
 * The records of one invocation, and how far they are durable. A STATE message after the messages of a record carries
 * the record's place; which of them is durable says which records are.
 */
export class Batch {
  readonly #records: readonly SourceRecord[];
  /** Tells the STATE messages of this batch from those of earlier ones: the id of a request may come again. */
  readonly #id: number;
  /** How many messages the target got before those of this batch. */
  readonly #before: number;
  /** By message, the place of the record that it is of. */
  readonly #places: number[] = [];
  /** How many records had all their messages read. */
  #decoded = 0;

  constructor(records: readonly SourceRecord[], id: number, before: number) {
    this.#records = records;
    this.#id = id;
    this.#before = before;
  }

  /** Counts a record whose messages were all read. */
  count(): void {
    this.#decoded += 1;
  }

  /** Notes that the target gets a message, of the record that is being decoded. */
  noteMessage(): void {
    this.#places.push(this.#decoded);
  }

  /** The STATE message that is durable once all records are that were counted. */
  state(): StateMessage {
    return { type: 'STATE', value: { batch: this.#id, records: this.#decoded } };
  }

  /** How many records were counted. */
  get decoded(): number {
    return this.#decoded;
  }

  /** How many messages the target got, with those before this batch. */
  get messages(): number {
    return this.#before + this.#places.length;
  }

  /** The record that a message is of, by the message's number in the target; undefined for one of another batch. */
  sourceOf(message: number): SourceRecord | undefined {
    const place = this.#places[message - this.#before - 1];
    return place === undefined ? undefined : this.#records[place];
  }

  /** The first record that is not durable; undefined when all are. */
  firstPending(durable: JsonValue | undefined): SourceRecord | undefined {
    const { batch, records } = (durable ?? {}) as JsonObject;
    const done = batch === this.#id && typeof records === 'number' ? records : 0;
    return this.#records[done];
  }
}
