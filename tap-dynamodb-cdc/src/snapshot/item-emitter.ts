import { activateVersionLine, type LineWriter } from '@cdc-relay/singer';
import type { SdkItem } from '../dynamodb/port.ts';
import type { TableStream } from '../run/table-stream.ts';
import type { Tables } from '../run/tables.ts';
import type { ScannedTable } from './found-item.ts';
import { prepareItems } from './prepare-items.ts';

/** So many items are decoded at a time: enough to learn from, few enough to hold. */
const SLICE = 500;

/** Writes the items of tables as Singer messages. */
export class ItemEmitter {
  readonly #tables: Tables;
  readonly #output: LineWriter;

  constructor(tables: Tables, output: LineWriter) {
    this.#tables = tables;
    this.#output = output;
  }

  /** Emits items at the pace of stdout's reader. Throws ITEM_INVALID. */
  async emit(table: ScannedTable, items: readonly SdkItem[]): Promise<void> {
    for (let begin = 0; begin < items.length; begin += SLICE) {
      const ready = await prepareItems(this.#tables, table, items.slice(begin, begin + SLICE));
      const time = new Date().toISOString();
      for (const { stream, record } of ready) {
        this.#announce(stream);
        stream.emitted += 1;
        const pending = this.#output.write(stream.recordLine(record, time, table.version));
        if (pending !== undefined) await pending;
      }
    }
  }

  /** Says that rows of older versions of the table are no more. A table that never had an item has no stream. */
  async activate({ name, version }: ScannedTable): Promise<void> {
    const stream = this.#tables.find(name);
    if (stream === undefined) return;
    this.#announce(stream);
    await this.#output.write(activateVersionLine(stream.name, version));
  }

  #announce(stream: TableStream): void {
    const announcement = stream.announcement();
    if (announcement !== undefined) void this.#output.write(announcement);
  }
}
