import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { dropTables } from './run.ts';

const given = process.env.CRATEDB_URL;

/** What the same tests run against: the stand-in, and CrateDB itself when CRATEDB_URL names one. */
export const servers: readonly string[] = ['the stand-in', ...(given ? ['CrateDB'] : [])];

/** The PostgreSQL URL of a server; a `crate://` URL names the HTTP port, so 5432 is taken then. */
export function urlOf(server: string, standInUrl: string): string {
  return server === 'CrateDB' ? (given ?? '').replace(/^crate:(.*):\d+/, 'postgresql:$1:5432') : standInUrl;
}

/** Clients that share a schema of their own. */
export interface Clients extends AsyncDisposable {
  readonly schema: string;
  readonly clients: readonly [pg.Client, ...pg.Client[]];
}

/** Connects this many clients; disposing of them drops the tables of their schema. */
export async function connectClients(url: string, count = 1): Promise<Clients> {
  const first = new pg.Client(url);
  const clients: [pg.Client, ...pg.Client[]] = [first];
  for (let more = 1; more < count; more += 1) clients.push(new pg.Client(url));
  await Promise.all(clients.map((client) => client.connect()));
  const schema = `standin_${randomBytes(6).toString('hex')}`;
  return {
    schema,
    clients,
    [Symbol.asyncDispose]: async () => {
      await dropTables(first, schema);
      await Promise.all(clients.map((client) => client.end()));
    },
  };
}
