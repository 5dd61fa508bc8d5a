import type { Logger } from '@cdc-relay/singer';
import type { TableColumns } from '../column/table-columns.ts';
import { quoteTable, type TableName } from '../sql/quote.ts';

/** Limits what is remembered and logged for a stream whose attributes all have unusual names. */
const MAX_NAMES = 100;

/** Logs once each attribute whose column has another name, or that has none. */
export class RenameNotices {
  readonly #log: Logger;
  readonly #table: string;
  readonly #reported = new Set<string>();

  constructor(log: Logger, table: TableName) {
    this.#log = log;
    this.#table = quoteTable(table);
  }

  report(attributes: Iterable<string>, columns: TableColumns, overflowColumn: string): void {
    for (const attribute of attributes) {
      const column = columns.nameOf(attribute);
      if (column === attribute || this.#reported.has(attribute) || this.#reported.size >= MAX_NAMES) continue;
      this.#reported.add(attribute);
      const name = JSON.stringify(attribute.slice(0, MAX_NAMES));
      const where =
        column === undefined
          ? `goes to ${overflowColumn}`
          : `is stored in the column ${JSON.stringify(column)}`;
      this.#log.info(`${this.#table}: ${name} cannot name a column; it ${where}`);
    }
  }
}
