import type { Database } from '../connection/database.ts';
import { refreshTable } from '../sql/dml.ts';
import { namesIn } from './statements.ts';

/** A table, or a view with its query. */
interface Relation {
  readonly schema: string;
  readonly name: string;
  readonly query: string | null;
  readonly [column: string]: unknown;
}

const OF_CRATEDB = `('information_schema', 'pg_catalog', 'sys', 'blob')`;

const TABLES = `SELECT table_schema AS schema, table_name AS name, NULL AS query FROM information_schema.tables
  WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ${OF_CRATEDB}`;
const VIEWS = `SELECT table_schema AS schema, table_name AS name, view_definition AS query FROM information_schema.views`;

/**
 * Makes what was written to the tables of a statement visible to it, as CrateDB itself does so only every
 * `refresh_interval`. A table that cannot be refreshed is read as it is.
 */
export async function refreshRead(db: Database, statement: string): Promise<void> {
  const tables = await db.query<Relation>(TABLES);
  const views = await db.query<Relation>(VIEWS);
  for (const { schema, name } of relationsIn(statement, [...tables.rows, ...views.rows]))
    await db.query(refreshTable({ schema, table: name })).catch(() => undefined);
}

/** The tables whose names a statement has, or a view that it names. */
function relationsIn(statement: string, relations: readonly Relation[]): Relation[] {
  const names = namesIn(statement);
  const [mentioned, others] = [
    relations.filter(({ name }) => names.has(name)),
    relations.filter(({ name }) => !names.has(name)),
  ];
  const tables = mentioned.filter(({ query }) => query === null);
  const queries = mentioned.flatMap(({ query }) => query ?? []);
  return queries.length === 0 ? tables : [...tables, ...relationsIn(queries.join(' '), others)];
}
