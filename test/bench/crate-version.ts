import pg from 'pg';
import { crateServer } from '../support/cratedb/connection.ts';

/** The version of a real CrateDB. */
export async function crateVersion(url: string): Promise<string> {
  const { host, port, user, password } = crateServer(url);
  const client = new pg.Client({ host, port, user, password, database: 'doc' });
  await client.connect();
  try {
    const { rows } = await client.query<{ number: string }>(
      `SELECT version['number'] AS number FROM sys.nodes LIMIT 1`,
    );
    return rows[0]?.number ?? 'of unknown version';
  } finally {
    await client.end();
  }
}
