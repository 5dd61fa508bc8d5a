import { type Logger, messageOf, ProgramError } from '@cdc-relay/singer';
import { DELETED_COLUMN } from '../column/table-columns.ts';
import type { Database } from '../connection/database.ts';
import { quoteIdentifier, quoteTable, type TableName } from '../sql/quote.ts';

const TYPE =
  'SELECT table_type AS "type" FROM information_schema.tables WHERE table_schema = $1 AND table_name = $2';

const REMEDY =
  "Name another view in `table_options`. For a view of the table's own name, rename the table first (ALTER TABLE … RENAME TO …) and name both, `table` and `view`.";

/**
 * Makes the view of a table's live rows, unless there is a view of that name, which is left as it is. It needs no upkeep:
 * CrateDB reads its `*` at each query, so that later columns are in it (6.4). `named` is the name that the settings
 * give it; then it is an error (TABLE_UNSUITABLE) when it cannot be made, else a warning.
 */
export async function makeLiveView(
  db: Database,
  log: Logger,
  rows: TableName,
  named: string | undefined,
): Promise<void> {
  const view = { schema: rows.schema, table: named ?? `${rows.table}_live` };
  const problem = await make(db, rows, view);
  if (problem === undefined) return;
  const message = `The view ${quoteTable(view)} of the live rows of ${quoteTable(rows)} cannot be made: ${problem}`;
  if (named !== undefined) throw new ProgramError('TABLE_UNSUITABLE', message, { remedy: REMEDY });
  log.warning(`${message}; rows are written all the same`);
}

/** Why there is no such view; undefined when there is one. Another process may make it at the same time. */
async function make(db: Database, rows: TableName, view: TableName): Promise<string | undefined> {
  const present = await typeOf(db, view);
  if (present === 'VIEW') return undefined;
  if (present !== undefined) return 'a table has this name';
  try {
    const live = `${quoteIdentifier(DELETED_COLUMN)} IS NULL`;
    await db.query(`CREATE VIEW ${quoteTable(view)} AS SELECT * FROM ${quoteTable(rows)} WHERE ${live}`);
    return undefined;
  } catch (error) {
    return (await typeOf(db, view)) === 'VIEW' ? undefined : messageOf(error);
  }
}

async function typeOf(db: Database, { schema, table }: TableName): Promise<string | undefined> {
  const { rows } = await db.query<{ type: string }>(TYPE, [schema, table]);
  return rows[0]?.type;
}
