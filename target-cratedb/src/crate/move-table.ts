import type { TableName } from '../sql/quote.ts';
import { readTable } from './catalog.ts';
import type { Database } from './database.ts';
import { isUnknown } from './starting.ts';

/**
 * Runs a statement that gives the table `from` another name or place. Run again, as its answer was lost, it does not
 * find that table any more: then it is done.
 */
export async function moveTable(db: Database, from: TableName, statement: string): Promise<void> {
  try {
    await db.query(statement);
  } catch (error) {
    if (!isUnknown(error) || (await readTable(db, from)) !== undefined) throw error;
  }
}
