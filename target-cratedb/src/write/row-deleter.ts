import { messageOf } from '@cdc-relay/singer';
import type { Database } from '../connection/database.ts';
import { deleteByAnyKey, deleteByKey, type TableShape } from '../sql/dml.ts';

/** Where the whole key partitions a table, a deletion drops partitions; CrateDB has no bulk form of that. */
const NO_BULK = /^Bulk operation not supported for DeletePartitions/;

/** The values of a key, as they are bound. */
type KeyTexts = readonly string[];

/** Deletes rows of one table by their keys. */
export class RowDeleter {
  readonly #db: Database;
  /** True when each row of the table is a partition of its own. */
  #dropsPartitions = false;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Deletes the rows of these keys, as far as they are there. */
  async delete(shape: TableShape, keys: readonly KeyTexts[]): Promise<void> {
    if (this.#dropsPartitions) return await this.#dropPartitions(shape, keys);
    try {
      await this.#db.queryEach(deleteByKey(shape.name, shape.keys), keys);
    } catch (error) {
      if (!NO_BULK.test(messageOf(error))) throw error;
      this.#dropsPartitions = true;
      await this.#dropPartitions(shape, keys);
    }
  }

  async #dropPartitions(
    { name, keys: [first, ...others] }: TableShape,
    keys: readonly KeyTexts[],
  ): Promise<void> {
    if (first === undefined) return;
    if (others.length === 0)
      await this.#db.query(deleteByAnyKey(name, first), [keys.map(([value]) => value)]);
    else for (const key of keys) await this.#db.query(deleteByKey(name, [first, ...others]), key);
  }
}
