import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Pipeline, type Run } from './conformance/pipeline.ts';
import { connectClients, servers, urlOf } from './conformance/servers.ts';
import { type StandIn, startStandIn } from './stand-in.ts';

// Starting takes two seconds of processor time, however long that is on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let standIn: StandIn;

beforeAll(async () => {
  standIn = await startStandIn();
});

afterAll(() => standIn.stop());

function incompressible(length: number): string {
  const parts = Array.from({ length: length / 64 }, (_, index) =>
    createHash('sha256').update(`${index}`).digest('hex'),
  );
  return parts.join('');
}

async function piped(client: pg.Client, ...runs: readonly Run[]): Promise<readonly string[]> {
  const pipeline = new Pipeline(runs);
  client.query(pipeline);
  return pipeline.done;
}

describe.each(servers)('%s', (server) => {
  const connect = (count?: number) => connectClients(urlOf(server, standIn.url), count);

  test('counts a bulk as CrateDB does: -3 for a missed key and for a duplicate one', async () => {
    await using own = await connect();
    const [client] = own.clients;
    const table = `"${own.schema}"."t"`;
    await client.query(`CREATE TABLE ${table} ("id" BIGINT, "k" TEXT, "n" BIGINT, PRIMARY KEY ("id", "k"))`);
    const insert = `INSERT INTO ${table} ("id", "k", "n") VALUES ($1, $2, 1)`;
    const twoRows = await piped(client, [insert, '1', 'a'], [insert, '1', 'a'], [insert, '2', 'a']);
    expect(twoRows).toEqual(['INSERT 0 1', 'INSERT 0 -3', 'INSERT 0 1']);
    const update = `UPDATE ${table} SET "n" = 2 WHERE "id" = $1 AND "k" = $2`;
    expect(await piped(client, [update, '1', 'a'], [update, '9', 'a'])).toEqual(['UPDATE 1', 'UPDATE -3']);
    const byKey = `DELETE FROM ${table} WHERE "id" = $1 AND "k" = $2`;
    expect(await piped(client, [byKey, '9', 'a'])).toEqual(['DELETE 0']);
    expect(await piped(client, [byKey, '1', 'a'], [byKey, '9', 'a'])).toEqual(['DELETE 1', 'DELETE -3']);
  });

  test('refuses several inserts from arrays in one bulk', async () => {
    await using own = await connect();
    const [client] = own.clients;
    await client.query(`CREATE TABLE "${own.schema}"."t" ("id" BIGINT PRIMARY KEY)`);
    const insert = `INSERT INTO "${own.schema}"."t" ("id") SELECT r['id'] FROM UNNEST($1::ARRAY(OBJECT)) AS u(r)`;
    expect(await piped(client, [insert, '{"{\\"id\\":1}"}'], [insert, '{"{\\"id\\":2}"}'])).toEqual([
      '! XX000',
    ]);
  });

  test('skips what follows a refusal up to the Sync, and then goes on', async () => {
    await using own = await connect();
    const [client] = own.clients;
    await client.query(`CREATE TABLE "${own.schema}"."t" ("id" BIGINT PRIMARY KEY)`);
    const insert = `INSERT INTO "${own.schema}"."t" ("id") VALUES ($1)`;
    expect((await piped(client, ['SELEC 1'], [insert, '1'])).at(-1)).toBe('! 42601');
    expect(await piped(client, [insert, '1'])).toEqual(['INSERT 0 1']);
  });

  test('takes keys as long as those of DynamoDB', async () => {
    await using own = await connect();
    const [client] = own.clients;
    const table = `"${own.schema}"."t"`;
    await client.query(`CREATE TABLE ${table} ("h" TEXT, "r" TEXT, "n" BIGINT, PRIMARY KEY ("h", "r"))`);
    const upsert = `INSERT INTO ${table} ("h", "r", "n") VALUES ($1, $2, $3)
      ON CONFLICT ("h", "r") DO UPDATE SET "n" = excluded."n"`;
    const [hash, range] = [incompressible(2048), incompressible(1024)];
    for (const number of [1, 2]) await client.query(upsert, [hash, range, number]);
    await client.query(`REFRESH TABLE ${table}`);
    expect((await client.query(`SELECT "h", "r", "n" FROM ${table}`)).rows).toEqual([
      { h: hash, r: range, n: '2' },
    ]);
    const remove = `DELETE FROM ${table} WHERE "h" = $1 AND "r" = $2`;
    expect((await client.query(remove, [hash, range])).rowCount).toBe(1);
  });

  test('keeps a prepared statement while the table changes', async () => {
    await using own = await connect();
    const [client] = own.clients;
    const table = `"${own.schema}"."t"`;
    await client.query(`CREATE TABLE ${table} ("id" BIGINT PRIMARY KEY, "o" OBJECT(STRICT) AS ("x" BIGINT))`);
    const text = `INSERT INTO ${table} ("id", "o") SELECT r['id'], r['o'] FROM UNNEST($1::ARRAY(OBJECT)) AS u(r)`;
    const insert = (rows: string) => client.query({ name: 'insert', text, values: [rows] });
    expect((await insert('{"{\\"id\\":1,\\"o\\":{\\"y\\":1}}"}')).rowCount).toBe(0);
    await client.query(`ALTER TABLE ${table} ADD COLUMN "o"['y'] BIGINT`);
    expect((await insert('{"{\\"id\\":1,\\"o\\":{\\"y\\":1}}"}')).rowCount).toBe(1);
  });

  test('serves several clients at once, each with its own statements and settings', async () => {
    await using own = await connect(4);
    const [first] = own.clients;
    await first.query(`CREATE TABLE "${own.schema}"."t" ("id" BIGINT PRIMARY KEY, "k" TEXT)`);
    const numbers = Array.from({ length: 25 }, (_, index) => index);
    const insert = `INSERT INTO "${own.schema}"."t" ("id", "k") VALUES ($1, $2)`;
    const work = own.clients.flatMap((client, owner) =>
      numbers.map(async (number) => {
        await client.query(insert, [owner * 100 + number, `client ${owner}`]);
        const text = `SELECT ${owner} AS "owner", $1::BIGINT AS "number"`;
        return (await client.query({ name: 'same name', text, values: [number] })).rows[0];
      }),
    );
    const expected = own.clients.flatMap((_, owner) =>
      numbers.map((number) => ({ owner, number: `${number}` })),
    );
    expect(await Promise.all(work)).toEqual(expected);
    await first.query(`REFRESH TABLE "${own.schema}"."t"`);
    expect((await first.query(`SELECT count(*) FROM "${own.schema}"."t"`)).rows).toEqual([{ count: '100' }]);
  });
});

test('says that it is a stand-in', async () => {
  const client = new pg.Client(standIn.url);
  const notices: (string | undefined)[] = [];
  client.on('notice', (notice) => notices.push(notice.message));
  await client.connect();
  const { rows } = await client.query<{ version: string }>('SELECT version()');
  await client.end();
  expect(rows[0]?.version).toMatch(/^CrateDB stand-in \(PGlite/);
  expect(notices.join()).toContain('it is not CrateDB');
});

test('ends the connections of clients when it stops', async () => {
  const own = await startStandIn();
  const client = new pg.Client(own.url);
  client.on('error', () => undefined);
  await client.connect();
  const ended = new Promise((resolve) => client.once('end', resolve));
  await own.stop();
  await ended;
  await expect(new pg.Client(own.url).connect()).rejects.toThrow('ECONNREFUSED');
});
