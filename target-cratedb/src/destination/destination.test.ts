import { expect, test } from 'vitest';
import { type DestinationSettings, parseDestination } from './destination.ts';

const defaults = {
  hosts: [{ host: 'localhost', port: 5432 }],
  user: 'crate',
  password: undefined,
  tls: undefined,
  schema: 'doc',
  table: undefined,
};

const verified = { rejectUnauthorized: true };

test.each<[DestinationSettings, object]>([
  [{}, {}],
  [{ url: 'crate://crate@localhost:4200/testdrive/demo' }, { schema: 'testdrive', table: 'demo' }],
  [{ url: 'crate://localhost:4200/?schema=testdrive' }, { schema: 'testdrive' }],
  [{ url: 'crate://localhost', pg_port: 5433 }, { hosts: [{ host: 'localhost', port: 5433 }] }],
  [
    { url: 'postgresql://me@db.example:5555/s' },
    { hosts: [{ host: 'db.example', port: 5555 }], user: 'me', schema: 's' },
  ],
  [
    { url: 'crate://admin:p%40ss%2Fw@x.cratedb.net:4200/?ssl=true' },
    { hosts: [{ host: 'x.cratedb.net', port: 5432 }], user: 'admin', password: 'p@ss/w', tls: verified },
  ],
  [
    { url: 'crate://h/s/t', default_target_schema: 'other' },
    { hosts: [{ host: 'h', port: 5432 }], schema: 'other', table: 't' },
  ],
  [{ url: 'crate://[::1]:4200/s' }, { hosts: [{ host: '::1', port: 5432 }], schema: 's' }],
  [
    { url: 'crate://u:p@a:4200,b:4201,[::1]/s' },
    { hosts: ['a', 'b', '::1'].map((host) => ({ host, port: 5432 })), user: 'u', password: 'p', schema: 's' },
  ],
  [
    { host: 'a, b:5433', user: 'me', password: 'secret' },
    {
      hosts: [
        { host: 'a', port: 5432 },
        { host: 'b', port: 5433 },
      ],
      user: 'me',
      password: 'secret',
    },
  ],
  [
    { url: 'crate://u:p@a/s', user: 'other', host: 'b' },
    { hosts: [{ host: 'b', port: 5432 }], user: 'other', password: 'p', schema: 's' },
  ],
  [{ url: 'crate://localhost/?sslmode=no-verify' }, { tls: { rejectUnauthorized: false } }],
  [{ url: 'crate://localhost/?ssl=true', sslmode: 'disable' }, {}],
  [{ sslmode: 'verify-full' }, { tls: verified }],
  [{ ssl_ca: '-----BEGIN CERTIFICATE-----' }, { tls: { ...verified, ca: '-----BEGIN CERTIFICATE-----' } }],
])('%j', (settings, expected) => {
  expect(parseDestination(settings, {})).toEqual({ ...defaults, ...expected });
});

test("without a URL the variables of CrateDB's tools serve, the SQLAlchemy one first", () => {
  const environment = { CRATEDB_SQLALCHEMY_URL: 'crate://a/s/t', CRATEDB_CLUSTER_URL: 'crate://b/' };
  const hostOf = (settings: DestinationSettings, variables: Record<string, string>): string =>
    parseDestination(settings, variables).hosts[0].host;
  expect(hostOf({}, environment)).toBe('a');
  expect(hostOf({}, { ...environment, CRATEDB_SQLALCHEMY_URL: '' })).toBe('b');
  expect(hostOf({ url: 'crate://c' }, environment)).toBe('c');
  expect(hostOf({ host: 'd' }, environment)).toBe('d');
});

test.each<[DestinationSettings, RegExp]>([
  [{ ssl_ca: '/no/such/file.pem' }, /"ssl_ca" cannot be read/],
  [{ ssl_cert: '-----BEGIN' }, /belong together/],
  [{ host: 'a:b:c' }, /names no host/],
])('%j cannot be used', (settings, reason) => {
  expect(() => parseDestination(settings, {})).toThrow(reason);
});

test.each([
  ['not a url with secret', /not a URL/],
  ['http://u:secret@h/', /scheme/],
  ['crate://u:secret@h/a/b/c', /more than a schema and a table/],
  ['crate://u:secret@h/?sll=true', /option "sll"/],
  ['crate://u:secret%@h/', /percent/],
  ['crate://u:12/secret@h/', /percent-encode user and password/],
  ['crate://u:12?secret@h/', /percent-encode user and password/],
])('%s is refused, without showing it', (url, reason) => {
  expect(() => parseDestination({ url }, {})).toThrow(reason);
  expect(() => parseDestination({ url }, {})).not.toThrow(/secret/);
});
