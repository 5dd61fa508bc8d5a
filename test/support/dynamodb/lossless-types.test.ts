import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { LosslessNumber } from 'lossless-json';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { losslessTypes } from './lossless-types.ts';

const number = (text: string) => new LosslessNumber(text);
const HUGE = '12345678901234567890123456789012345678';
let database: PGlite;
let server: PGLiteSocketServer;
let client: pg.Client;

beforeAll(async () => {
  database = await PGlite.create();
  server = new PGLiteSocketServer({ db: database, host: '127.0.0.1', port: 0 });
  await server.start();
  const [host, port] = server.getServerConn().split(':');
  client = new pg.Client({
    host,
    port: Number(port),
    user: 'postgres',
    database: 'postgres',
    types: losslessTypes,
  });
  await client.connect();
}, 30_000);
afterAll(async () => {
  await client.end();
  await server.stop();
  await database.close();
});

test.each([
  ['9007199254740993::int8', number('9007199254740993')],
  ['1::int2', number('1')],
  ['0.1::float8', number('0.1')],
  ['1e300::float8', number('1e+300')],
  [`${HUGE}.5::numeric`, number(`${HUGE}.5`)],
  [`'NaN'::float8`, Number.NaN],
  [`'Infinity'::float8`, Number.POSITIVE_INFINITY],
  [
    'array[[1,null],[2,3]]::int8[]',
    [
      [number('1'), null],
      [number('2'), number('3')],
    ],
  ],
  [`'{"a":[${HUGE}]}'::json`, { a: [number(HUGE)] }],
  [`'{"a":1.10}'::jsonb`, { a: number('1.10') }],
  [`array['{"a":1.10}','{"a":null}']::json[]`, [{ a: number('1.10') }, { a: null }]],
  [`'1'::text`, '1'],
  [`array['1','2']::text[]`, ['1', '2']],
  ['true', true],
])('select %s', async (expression, expected) => {
  const { rows } = await client.query(`SELECT ${expression} AS value`);
  expect(rows).toEqual([{ value: expected }]);
});
