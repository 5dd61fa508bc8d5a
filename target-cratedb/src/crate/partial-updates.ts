import { refreshTable } from '../sql/dml.ts';
import type { TableName } from '../sql/quote.ts';
import type { Run } from './database.ts';

/** Rows that are remembered before a refresh forgets them all. */
const MOST_ROWS = 100_000;

/**
 * Keeps statements that change a part of a row from meeting the same row twice before a refresh: CrateDB 6.4 then
 * renames members of OBJECT(IGNORED) columns that have numbers for names (42 becomes the table's 42nd column).
 */
export class PartialUpdates {
  readonly #table: TableName;
  readonly #changed = new Set<string>();
  /** What was done before this began is not known. */
  #isKnown = false;

  constructor(table: TableName) {
    this.#table = table;
  }

  /** To be called before each attempt to change a part of these rows, named by the ids of their keys. */
  async begin(ids: readonly string[], run: Run): Promise<void> {
    const isFull = this.#changed.size + ids.length > MOST_ROWS;
    if (!this.#isKnown || isFull || ids.some((id) => this.#changed.has(id))) {
      await run(refreshTable(this.#table), []);
      this.#changed.clear();
      this.#isKnown = true;
    }
    for (const id of ids) this.#changed.add(id);
  }
}
