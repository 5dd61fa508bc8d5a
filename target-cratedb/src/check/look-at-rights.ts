import { type Finding, warn } from '@cdc-relay/singer';
import pg from 'pg';
import { parseTableName, quoteTable, type TableName } from '../sql/quote.ts';
import { knownTables } from './known-tables.ts';
import type { CheckParts } from './parts.ts';
import { judgeRights, RIGHTS, type Rights } from './rights.ts';

/** Asks for the rights on each table that is known, or on any of the schema, and on the one that keeps states. */
export async function lookAtRights(parts: CheckParts): Promise<Finding[]> {
  const { destination, state } = parts.options;
  // A state that cannot be read has a line of its own, and missing rights may be the reason.
  const readable = (): ReturnType<CheckParts['state']> => parts.state().catch(() => undefined);
  const known = (await knownTables({ ...parts, state: readable })).map(({ name }) => name);
  const states = state.table === undefined ? [] : [parseTableName(state.table, destination.schema)];
  const any = { schema: destination.schema, table: '*' };
  const names = [...(known.length > 0 ? known : [any]), ...states];
  return await Promise.all(names.map((name) => lookAtRight(parts, name)));
}

async function lookAtRight({ db, options }: CheckParts, name: TableName): Promise<Finding> {
  try {
    const { rows } = await db.query<Rights & pg.QueryResultRow>(RIGHTS, [
      name.schema,
      `${name.schema}.${name.table}`,
    ]);
    const { dql = false, dml = false, ddl = false } = rows[0] ?? {};
    return judgeRights(name, options.destination.user, { dql, dml, ddl });
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return warn(`${quoteTable(name)}: this server does not say which rights the user has (${error.message})`);
  }
}
