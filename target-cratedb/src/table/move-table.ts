import type { Database } from '../connection/database.ts';
import { isUnknownTable } from '../connection/error-kind.ts';

/**
 * Runs a statement that renames or moves a table. Run again, as its answer was lost, it does not find that
 * table any more; `isDone` says whether that is why.
 */
export async function moveTable(
  db: Database,
  statement: string,
  isDone: () => Promise<boolean>,
): Promise<void> {
  try {
    await db.query(statement);
  } catch (error) {
    if (!isUnknownTable(error) || !(await isDone())) throw error;
  }
}
