import pg from 'pg';
import type { Step } from './script.ts';

/** What `pg` makes of an answer, as far as scripts compare it. */
type Answer = Pick<pg.QueryResult, 'command' | 'rowCount' | 'rows' | 'fields'>;

/**
 * Runs a step in a schema; returns the tag, the count and the rows as `pg` has them, in one line:
 * `INSERT 2`, `SELECT 1 [{"id":"1"}]`, or `! 42P01` for a refusal.
 */
export async function outcomeOf(client: pg.Client, schema: string, { sql, values }: Step): Promise<string> {
  const text = sql.replaceAll('"s', `"${schema}`).replaceAll(`"${schema}_nowhere`, '"s_nowhere');
  const parameters = values?.map((value) => (value === 's' ? schema : value));
  try {
    return shown(await client.query(text, parameters && [...parameters])).replaceAll(schema, 's');
  } catch (error) {
    if (error instanceof pg.DatabaseError) return `! ${error.code}`;
    throw error;
  }
}

function shown({ command, rowCount, rows, fields }: Answer): string {
  const count = `${command} ${rowCount}`;
  return fields.length === 0 ? count : `${count} ${JSON.stringify(rows.map(sorted))}`;
}

/** The same value with the members of objects in alphabetical order: their order means nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const members = Object.entries(value).map(([name, member]) => [name, sorted(member)] as const);
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The tables that a script has left behind, if any. */
export async function dropTables(client: pg.Client, schema: string): Promise<void> {
  const sql = 'SELECT table_name FROM information_schema.tables WHERE table_schema = $1';
  const { rows } = await client.query<{ table_name: string }>(sql, [schema]);
  for (const { table_name } of rows) await client.query(`DROP TABLE "${schema}"."${table_name}"`);
}
