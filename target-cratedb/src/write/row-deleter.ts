import { messageOf } from '@cdc-relay/singer';
import type { Database } from '../connection/database.ts';
import { deleteByAnyKey, deleteByKey, type TableShape } from '../sql/dml.ts';

/** Where the whole key partitions a table, a deletion drops partitions; CrateDB has no bulk form of that. */
const NO_BULK = /^Bulk operation not supported for DeletePartitions/;

/** The values of a key, as they are bound. */
type KeyTexts = readonly string[];

/** Deletes the rows of these keys, as far as they are there. */
export type DeleteRows = (shape: TableShape, keys: readonly KeyTexts[]) => Promise<void>;

/** How rows of one table are deleted by their keys. */
export function rowDeleter(db: Database): DeleteRows {
  /** True when each row of the table is a partition of its own. */
  let dropsPartitions = false;
  return async (shape, keys) => {
    if (dropsPartitions) return await dropPartitions(db, shape, keys);
    try {
      await db.queryEach(deleteByKey(shape.name, shape.keys), keys);
    } catch (error) {
      if (!NO_BULK.test(messageOf(error))) throw error;
      dropsPartitions = true;
      await dropPartitions(db, shape, keys);
    }
  };
}

async function dropPartitions(
  db: Database,
  { name, keys: [first, ...others] }: TableShape,
  keys: readonly KeyTexts[],
): Promise<void> {
  if (first === undefined) return;
  if (others.length === 0) await db.query(deleteByAnyKey(name, first), [keys.map(([value]) => value)]);
  else for (const key of keys) await db.query(deleteByKey(name, [first, ...others]), key);
}
