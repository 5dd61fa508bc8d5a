import { expect, test } from 'vitest';
import { type DestinationSettings, parseDestination } from './destination.ts';

const defaults = {
  host: 'localhost',
  port: 5432,
  user: 'crate',
  password: undefined,
  ssl: false,
  schema: 'doc',
  table: undefined,
};

test.each<[DestinationSettings, object]>([
  [{}, {}],
  [{ url: 'crate://crate@localhost:4200/testdrive/demo' }, { schema: 'testdrive', table: 'demo' }],
  [{ url: 'crate://localhost:4200/?schema=testdrive' }, { schema: 'testdrive' }],
  [{ url: 'crate://localhost', pg_port: 5433 }, { port: 5433 }],
  [{ url: 'postgresql://me@db.example:5555/s' }, { host: 'db.example', port: 5555, user: 'me', schema: 's' }],
  [
    { url: 'crate://admin:p%40ss%2Fw@x.cratedb.net:4200/?ssl=true' },
    { host: 'x.cratedb.net', user: 'admin', password: 'p@ss/w', ssl: true },
  ],
  [
    { url: 'crate://h/s/t', default_target_schema: 'other' },
    { host: 'h', schema: 'other', table: 't' },
  ],
  [{ url: 'crate://[::1]:4200/s' }, { host: '::1', schema: 's' }],
])('%j', (settings, expected) => {
  expect(parseDestination(settings, {})).toEqual({ ...defaults, ...expected });
});

test("without a URL the variables of CrateDB's tools serve, the SQLAlchemy one first", () => {
  const environment = { CRATEDB_SQLALCHEMY_URL: 'crate://a/s/t', CRATEDB_CLUSTER_URL: 'crate://b/' };
  expect(parseDestination({}, environment).host).toBe('a');
  expect(parseDestination({}, { ...environment, CRATEDB_SQLALCHEMY_URL: '' }).host).toBe('b');
  expect(parseDestination({ url: 'crate://c' }, environment).host).toBe('c');
});

test.each([
  ['not a url with secret', /not a URL/],
  ['http://u:secret@h/', /scheme/],
  ['crate://u:secret@h/a/b/c', /more than a schema and a table/],
  ['crate://u:secret@h/?sll=true', /option "sll"/],
  ['crate://u:secret%@h/', /percent/],
])('%s is refused, without showing it', (url, reason) => {
  expect(() => parseDestination({ url }, {})).toThrow(reason);
  expect(() => parseDestination({ url }, {})).not.toThrow(/secret/);
});
