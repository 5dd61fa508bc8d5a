import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KinesisStream } from '@cdc-relay/hostile-kinesis';
import { putAll } from '@cdc-relay/hostile-kinesis';
import { type Change, itemIdentity } from '../support/dynamodb/change.ts';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import type { Item } from '../support/dynamodb/item.ts';
import type { Random } from '../support/dynamodb/random.ts';
import { changedItem, keyOf, newItem, type Table } from '../support/dynamodb/table.ts';
import { deleteItem, putItem } from '../support/dynamodb-server/tables.ts';
import type { Scenario } from './scenario.ts';

/** A millisecond in microseconds: changes of an item differ at least by that. */
const TICK = 1_000;

/** The clocks of the world. */
export interface Clocks {
  /** What Kinesis' clock is ahead of this machine's, which is DynamoDB's (milliseconds). */
  kinesisAhead: number;
}

/**
 * Changes items of real tables at random, and puts the change records on a Kinesis stream as DynamoDB would: with
 * the time of the item's own clock, some of them late, or twice.
 */
export class Writer {
  readonly #scenario: Scenario;
  readonly #random: Random;
  readonly #client: DynamoDBClient;
  readonly #stream: KinesisStream;
  readonly #clocks: Clocks;
  readonly #live = new Map<string, Map<number, Item>>();
  readonly #skews = new Map<string, number>();
  readonly #last = new Map<string, number>();
  #late: { readonly change: Change; readonly due: number }[] = [];
  #count = 0;
  /** False until the tables' changes go to Kinesis. */
  streaming = false;

  constructor(
    scenario: Scenario,
    random: Random,
    client: DynamoDBClient,
    stream: KinesisStream,
    clocks: Clocks,
  ) {
    this.#scenario = scenario;
    this.#random = random;
    this.#client = client;
    this.#stream = stream;
    this.#clocks = clocks;
    for (const { name } of scenario.tables) this.#live.set(name, new Map());
  }

  /** The items that a table holds now. */
  itemsOf(table: string): Item[] {
    return [...(this.#live.get(table)?.values() ?? [])];
  }

  /** Makes this many changes, one after the other. */
  async write(operations: number): Promise<void> {
    for (let index = 0; index < operations; index += 1) {
      const change = await this.#change();
      if (this.streaming) this.#deliver(change);
    }
  }

  /** Delivers what is late. */
  settle(): void {
    for (const { change } of this.#late) this.#put(change);
    this.#late = [];
  }

  async #change(): Promise<Change> {
    const table = this.#random.pick(this.#scenario.tables);
    const items = this.#live.get(table.name) ?? new Map<number, Item>();
    const number = this.#random.int(this.#scenario.itemsPerTable);
    const oldImage = items.get(number);
    const isRemoval = oldImage !== undefined && this.#random.chance(0.35);
    const newImage = isRemoval ? undefined : this.#image(table, number, oldImage);
    const keys = keyOf(table, number);
    if (newImage === undefined) await deleteItem(this.#client, table.name, keys);
    else await putItem(this.#client, table.name, newImage);
    if (newImage === undefined) items.delete(number);
    else items.set(number, newImage);
    const eventName = newImage === undefined ? 'REMOVE' : oldImage === undefined ? 'INSERT' : 'MODIFY';
    const about = { tableName: table.name, keys };
    return {
      ...about,
      eventName,
      ...(newImage && { newImage }),
      ...(oldImage && { oldImage }),
      at: this.#timeOf(itemIdentity(about)),
    };
  }

  #image(table: Table, number: number, old: Item | undefined): Item {
    return old === undefined ? newItem(table, this.#random, number) : changedItem(table, this.#random, old);
  }

  /** The clock of the item's partition, in microseconds; it goes forward only. */
  #timeOf(identity: string): number {
    const { margin, skew } = this.#scenario;
    const range = margin * skew * 1_000_000;
    const ahead = this.#skews.get(identity) ?? this.#random.int(2 * range + 1) - range;
    this.#skews.set(identity, ahead);
    const at = Math.max(Math.floor(Date.now() * 1_000 + ahead), (this.#last.get(identity) ?? 0) + TICK);
    this.#last.set(identity, at);
    return at;
  }

  #deliver(change: Change): void {
    const { lateness, duplicates } = this.#scenario;
    this.#count += 1;
    const copies = this.#random.chance(duplicates) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      this.#late.push({ change, due: this.#count + this.#random.int(lateness + 1) });
    }
    const due = this.#late.filter((one) => one.due <= this.#count);
    this.#late = this.#late.filter((one) => one.due > this.#count);
    for (const one of due) this.#put(one.change);
  }

  #put(change: Change): void {
    const record = changeRecord(change, this.#random);
    putAll(this.#stream, [{ ...record, arrival: Date.now() + this.#clocks.kinesisAhead }]);
  }
}
