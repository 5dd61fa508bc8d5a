import { activateVersionLine, type LineWriter } from '@cdc-relay/singer';
import type { SdkItem } from '../dynamodb/port.ts';
import type { ReadyRecord } from '../emit/prepare.ts';
import type { TableStream } from '../tables/table-stream.ts';
import type { Tables } from '../tables/tables.ts';
import { keyAlone, type ScannedTable } from './found-item.ts';
import { NOWHERE, prepareItems } from './prepare-items.ts';

/** This many items are decoded at a time: enough to learn from, few enough to hold. */
const SLICE = 500;

/** Writes the items of tables as Singer messages. */
export class ItemEmitter {
  readonly #tables: Tables;
  readonly #output: LineWriter;

  constructor(tables: Tables, output: LineWriter) {
    this.#tables = tables;
    this.#output = output;
  }

  /** Emits items, as of this version of their table, at the pace of stdout's reader. Throws ITEM_INVALID. */
  async emit(table: ScannedTable, items: readonly SdkItem[], version: number | undefined): Promise<void> {
    for (let begin = 0; begin < items.length; begin += SLICE) {
      const ready = await prepareItems(this.#tables, table, items.slice(begin, begin + SLICE));
      await this.write(ready, version);
    }
  }

  /** Writes records of this version of their table at the pace of stdout's reader. */
  async write(ready: readonly ReadyRecord[], version: number | undefined): Promise<void> {
    const time = new Date().toISOString();
    for (const { stream, record } of ready) {
      stream.emitted += 1;
      const pending = this.#output.write(stream.announced(stream.recordLine(record, time, version)));
      if (pending !== undefined) await pending;
    }
  }

  /**
   * Says that rows of older versions of the table are no more, but for those that are newer than the snapshot. A table
   * without items is announced by its key.
   */
  async activate(table: ScannedTable): Promise<void> {
    const stream = this.#tables.find(table.name) ?? (await this.#learnKey(table));
    await this.#output.write(
      stream.announced(activateVersionLine(stream.name, table.version, table.sequence)),
    );
  }

  async #learnKey(table: ScannedTable): Promise<TableStream> {
    const event = keyAlone(table);
    const stream = await this.#tables.register(event);
    stream.record(event, NOWHERE);
    return stream;
  }
}
