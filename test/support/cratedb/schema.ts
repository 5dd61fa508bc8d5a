import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { losslessTypes } from '../dynamodb/lossless-types.ts';
import { crateServer } from './connection.ts';
import { type ReadRow, withOverflow } from './read-row.ts';

/** A schema of its own for a test, with a connection to look into it. */
export interface TestSchema extends AsyncDisposable {
  readonly name: string;
  /** The `url` setting for the target. */
  readonly url: string;
  /** The rows of a table, refreshed; what is in the overflow column is put back in its place. */
  rows(table: string): Promise<ReadRow[]>;
  query(sql: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
}

/** Opens a schema on the server that `url` names; disposing of it drops its tables. */
export async function openSchema(url: string): Promise<TestSchema> {
  const { host, port, user, password, targetUrl } = crateServer(url);
  const name = `test_${randomBytes(6).toString('hex')}`;
  const login = { host, port, user, password, database: 'doc', types: losslessTypes };
  // One connection, which is made again when it was lost.
  const pool = new pg.Pool({ ...login, max: 1, idleTimeoutMillis: 0 });
  pool.on('error', () => undefined);
  const query = async (sql: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> =>
    (await pool.query<Record<string, unknown>>(sql, [...values])).rows;
  return {
    name,
    url: `${targetUrl}/${name}`,
    query,
    rows: async (table) => {
      await onceAvailable(() => query(`REFRESH TABLE "${name}"."${table}"`));
      // Not SELECT *: CrateDB does not escape quotes inside text arrays on the PostgreSQL wire.
      const rows = await onceAvailable(() => query(`SELECT _doc FROM "${name}"."${table}"`));
      return rows.map(({ _doc }) => withOverflow(_doc as ReadRow));
    },
    [Symbol.asyncDispose]: async () => {
      await onceAvailable(() => dropTables({ name, query }));
      await pool.end();
    },
  };
}

/** A table that has just been swapped in has no shards for a moment, and CrateDB may be restarted. */
const AWAY = /is not available|ECONNRE|terminated|unknown$|"clusterState" is null|not recovered|timeout/i;

async function onceAvailable<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === 600 || !AWAY.test(String(error))) throw error;
      await sleep(100);
    }
  }
}

/** Drops all tables and views of a schema, those of the target's own included. */
export async function dropTables({ name: schema, query }: Pick<TestSchema, 'name' | 'query'>): Promise<void> {
  // A view may show a table.
  const sql = `SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = $1
    ORDER BY table_type DESC`;
  for (const { table_name, table_type } of await query(sql, [schema])) {
    const kind = table_type === 'VIEW' ? 'VIEW' : 'TABLE';
    await query(`DROP ${kind} IF EXISTS "${schema}"."${String(table_name).replaceAll('"', '""')}"`);
  }
}
