import type { KinesisStreamEvent } from '../../../lambda/dist/index.js';
import { kinesisEvent } from '../../lambda/kinesis-event.ts';
import { changeRecord } from '../../support/dynamodb/change-record.ts';
import { orders } from '../../support/dynamodb/orders.ts';
import { seededRandom } from '../../support/dynamodb/random.ts';
import { keyOf, newItem } from '../../support/dynamodb/table.ts';

/** Makes events that each insert as many new orders; no order comes twice. */
export class Batches {
  readonly #random = seededRandom(1);
  #made = 0;

  /** The next event. */
  next(records: number): KinesisStreamEvent {
    const first = this.#made + 1;
    const data = Array.from({ length: records }, () => this.#insert());
    return kinesisEvent(data, first);
  }

  #insert(): Buffer {
    const number = this.#made;
    this.#made += 1;
    const change = {
      tableName: orders.name,
      eventName: 'INSERT',
      keys: keyOf(orders, number),
      newImage: newItem(orders, this.#random, number),
      at: 1_700_000_000_000_000 + number,
    } as const;
    return changeRecord(change, this.#random).data;
  }
}
