import { ProgramError } from '@cdc-relay/singer';
import { tableName } from '../column/names.ts';
import type { Destination } from '../destination/destination.ts';
import { quoteTable, type TableName } from '../sql/quote.ts';
import { type TableOptionsByStream, tableOptionsOf } from '../table/options.ts';

/**
 * Assigns a table to each stream, of which none shares one: the table that the options name for the stream, else the one that
 * the URL names, else one of the stream's own name.
 */
export class TableNames {
  readonly #destination: Destination;
  readonly #options: TableOptionsByStream;
  readonly #streamByTable = new Map<string, string>();

  constructor(destination: Destination, options: TableOptionsByStream) {
    this.#destination = destination;
    this.#options = options;
  }

  /** Returns the table of a stream that had none. Throws TABLE_UNNAMEABLE, TABLE_SHARED. */
  assign(stream: string): TableName {
    const name = this.#nameOf(stream);
    const id = quoteTable(name);
    const other = this.#streamByTable.get(id);
    if (other !== undefined) throw shared(id, other, stream);
    this.#streamByTable.set(id, stream);
    return name;
  }

  #nameOf(stream: string): TableName {
    const { schema, table } = this.#destination;
    const named = tableOptionsOf(stream, this.#options).table ?? table ?? tableName(stream);
    if (named !== undefined) return { schema, table: named };
    throw new ProgramError(
      'TABLE_UNNAMEABLE',
      `The stream ${JSON.stringify(stream.slice(0, 100))} cannot name a table.`,
      {
        remedy: 'Name the table in the URL, crate://…/SCHEMA/TABLE, or in `table_options`.',
      },
    );
  }
}

function shared(table: string, first: string, second: string): ProgramError {
  const streams = `${JSON.stringify(first)} and ${JSON.stringify(second)}`;
  return new ProgramError('TABLE_SHARED', `The streams ${streams} would share the table ${table}.`, {
    remedy:
      'Name only a schema in the URL, so that each stream gets a table, name different ones in `table_options`, or select one stream in the tap.',
  });
}
