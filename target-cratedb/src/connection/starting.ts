import type { TableName } from '../sql/quote.ts';
import type { Run } from './database.ts';
import { isTransient } from './retry.ts';

/** Shards cannot be counted as long as the cluster's state is not recovered; else one row, or none, without them. */
const HEALTH = 'SELECT description FROM sys.cluster_health WHERE missing_shards < 0';

/** Of the tables of the cluster's state, where those that can be used may lag behind. */
const IN_STATE = 'SELECT table_name FROM sys.health WHERE table_schema = $1 AND table_name = $2 LIMIT 1';

/** The message of a transient error: CrateDB has not started yet. */
export const NOT_RECOVERED = 'state not recovered';

/**
 * True when the cluster's state is recovered. A cluster that starts answers before that, as if it had no tables and
 * no users but the superuser (CrateDB 6.4): only after this is true can be believed that something does not exist.
 */
export async function hasStarted(run: Run): Promise<boolean> {
  try {
    const { rows } = await run(HEALTH);
    return rows.length === 0;
  } catch (error) {
    // Who may not look at it is a user that the recovered state knows; older versions have no such table.
    return !isTransient(error, 0);
  }
}

/** True when the cluster's state has a table that seemed to be missing a moment ago. Throws transient errors. */
export async function isHidden(run: Run, { schema, table }: TableName): Promise<boolean> {
  try {
    const { rows } = await run(IN_STATE, [schema, table]);
    return rows.length > 0;
  } catch (error) {
    if (isTransient(error, 0)) throw error;
    return false;
  }
}
