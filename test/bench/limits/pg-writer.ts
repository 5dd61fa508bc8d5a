/**
 * The limit of writing: prepared rows go over the PostgreSQL wire in the fastest form that CrateDB has there, and
 * nothing is looked at. Arguments: URL of the server, quoted table, file of prepared operations.
 */
import pg from 'pg';
import { crateServer } from '../../support/cratedb/connection.ts';
import { ManyBinds } from './many-binds.ts';
import { objectArray } from './object-array.ts';
import { type Chunk, readChunks } from './operations.ts';
import { objectStatements, type Statements } from './statements.ts';

const CHUNK_ROWS = 5_000;
/** While CrateDB works on one chunk, the next one is already on its way. */
const CONNECTIONS = 2;

const [url = '', table = '', path = ''] = process.argv.slice(2);
const statements = objectStatements(table);
const chunks = readChunks(path, CHUNK_ROWS).values();
await Promise.all(Array.from({ length: CONNECTIONS }, writeChunks));

async function writeChunks(): Promise<void> {
  const { host, port, user, password } = crateServer(url);
  const client = new pg.Client({ host, port, user, password, database: 'doc' });
  await client.connect();
  await client.query('SET SESSION error_on_unknown_object_key = false');
  for (const chunk of chunks) await write(client, statements, chunk);
  await client.end();
}

async function write(client: pg.Client, texts: Statements, chunk: Chunk): Promise<void> {
  for (const kind of ['insert', 'upsert'] as const)
    if (chunk[kind].length > 0) await client.query(texts[kind], [objectArray(chunk[kind])]);
  if (chunk.delete.length > 0) await client.query(new ManyBinds(texts.delete, chunk.delete)).done;
}
