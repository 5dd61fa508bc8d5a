import { ProgramError } from '@cdc-relay/singer';
import { quoteTable, type TableName } from '../sql/quote.ts';
import type { Run } from './database.ts';
import { blockedRelation } from './error-kind.ts';

const TYPE = 'SELECT table_type FROM information_schema.tables WHERE table_schema = $1 AND table_name = $2';

/** Nobody can write to these. */
const SYSTEM_SCHEMAS = new Set(['sys', 'information_schema', 'pg_catalog', 'blob']);

/**
 * CrateDB says the same of a table that is blocked for a while and of a view, which never accepts rows. Throws
 * TABLE_UNSUITABLE when the relation that the error names is no table.
 */
export async function checkIsTable(run: Run, error: unknown): Promise<void> {
  const name = blockedRelation(error);
  if (name === undefined) return;
  if (SYSTEM_SCHEMAS.has(name.schema)) throw unsuitable(name, 'a system table', error);
  const type = (await typeOf(run, name)) ?? 'BASE TABLE';
  if (type !== 'BASE TABLE') throw unsuitable(name, type === 'VIEW' ? 'a view' : 'a foreign table', error);
}

/** Undefined where CrateDB cannot say at the moment. */
async function typeOf(run: Run, { schema, table }: TableName): Promise<string | undefined> {
  try {
    const { rows } = await run<{ table_type: string }>(TYPE, [schema, table]);
    return rows[0]?.table_type;
  } catch {
    return undefined;
  }
}

function unsuitable(name: TableName, what: string, cause: unknown): ProgramError {
  return new ProgramError('TABLE_UNSUITABLE', `${quoteTable(name)} is ${what}, which accepts no rows.`, {
    remedy:
      'Name another table for the stream in `table_options` or in the URL, or drop or rename the object of that name.',
    cause,
  });
}
