import { activateVersionLine, type JsonObject, type LineWriter, ProgramError } from '@cdc-relay/singer';
import { InvalidChangeRecord } from '../change-record/invalid.ts';
import type { SdkItem } from '../dynamodb/port.ts';
import type { TableStream } from '../run/table-stream.ts';
import type { Tables } from '../run/tables.ts';
import { foundItem, type ScannedTable } from './found-item.ts';

/** So many items are decoded at a time: enough to learn from, few enough to hold. */
const SLICE = 500;

/** Kinesis has no record of an item that was found. */
const ORIGIN = { shardId: null, sequenceNumber: null };

interface ReadyItem {
  readonly stream: TableStream;
  readonly record: JsonObject;
}

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
      const ready = await this.#prepare(table, items.slice(begin, begin + SLICE));
      const time = new Date().toISOString();
      for (const { stream, record } of ready) {
        this.#announce(stream);
        stream.emitted += 1;
        await this.#output.write(stream.recordLine(record, time, table.version));
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

  async #prepare(table: ScannedTable, items: readonly SdkItem[]): Promise<ReadyItem[]> {
    const ready: ReadyItem[] = [];
    try {
      for (const item of items) {
        const event = foundItem(item, table);
        if (event === undefined) continue;
        const stream = this.#tables.find(table.name) ?? (await this.#tables.meet(event));
        ready.push({ stream, record: stream.record(event, ORIGIN) });
      }
    } catch (error) {
      throw error instanceof InvalidChangeRecord ? itemInvalid(table.name, error) : error;
    }
    return ready;
  }

  #announce(stream: TableStream): void {
    const announcement = stream.announcement();
    if (announcement !== undefined) void this.#output.write(announcement);
  }
}

function itemInvalid(table: string, cause: InvalidChangeRecord): ProgramError {
  return new ProgramError(
    'ITEM_INVALID',
    `An item of the table ${JSON.stringify(table)} cannot be read: ${cause.message}.`,
    {
      remedy:
        'Where the table was made anew with another key, start without a state, into another table of CrateDB.',
      cause,
    },
  );
}
