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
  [{ url: 'crate://localhost:4201/?pg_port=5433' }, { hosts: [{ host: 'localhost', port: 5433 }] }],
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
    { url: 'crate://u@a/s', password: 'p', pg_port: 5433 },
    { hosts: [{ host: 'a', port: 5433 }], user: 'u', password: 'p', schema: 's' },
  ],
  [{ url: 'crate://localhost/?sslmode=no-verify' }, { tls: { rejectUnauthorized: false } }],
  [{ url: 'crate://localhost/?ssl=true', sslmode: 'require' }, { tls: verified }],
  [{ url: 'crate://localhost/?ssl=false', sslmode: 'require' }, { tls: verified }],
  [{ url: 'crate://localhost/?ssl=false', ssl_ca: '-----BEGIN' }, { tls: { ...verified, ca: '-----BEGIN' } }],
  [
    { url: 'crate://x.eks1.CrateDB.net' },
    { hosts: [{ host: 'x.eks1.CrateDB.net', port: 5432 }], tls: verified },
  ],
  [{ host: 'x.cratedb.net.' }, { hosts: [{ host: 'x.cratedb.net.', port: 5432 }], tls: verified }],
  [{ url: 'crate://x.cratedb.net?ssl=false' }, { hosts: [{ host: 'x.cratedb.net', port: 5432 }] }],
  [{ host: 'x.cratedb.net', sslmode: 'disable' }, { hosts: [{ host: 'x.cratedb.net', port: 5432 }] }],
  [{ host: 'x.cratedb.network' }, { hosts: [{ host: 'x.cratedb.network', port: 5432 }] }],
  [{ sslmode: 'verify-full' }, { tls: verified }],
  [{ ssl_ca: '-----BEGIN CERTIFICATE-----' }, { tls: { ...verified, ca: '-----BEGIN CERTIFICATE-----' } }],
])('%j', (settings, expected) => {
  expect(parseDestination(settings)).toEqual({ ...defaults, ...expected });
});

test.each<[DestinationSettings, RegExp]>([
  [{ ssl_ca: '/no/such/file.pem' }, /"ssl_ca" cannot be read/],
  [{ ssl_cert: '-----BEGIN' }, /belong together/],
  [{ host: 'a:b:c' }, /names no host/],
  [{ url: 'crate://u:p@a/s', host: 'b' }, /"url" already sets "host"/],
  [{ url: 'crate://u:p@a/s', user: 'v', password: 'q' }, /sets "user"[\s\S]*sets "password"/],
  [{ url: 'crate://a/?pg_port=5433', pg_port: 5434 }, /"url" already sets "pg_port"/],
  [{ url: 'crate://a/?ssl=true', sslmode: 'disable' }, /"sslmode" is weaker/],
  [{ url: 'crate://a/?ssl=true', sslmode: 'no-verify' }, /"sslmode" is weaker/],
  [{ url: 'crate://a/?sslmode=verify-full', sslmode: 'no-verify' }, /"sslmode" is weaker/],
  [{ url: 'crate://a/?sslmode=no-verify', sslmode: 'disable' }, /"sslmode" is weaker/],
])('%j cannot be used', (settings, reason) => {
  expect(() => parseDestination(settings)).toThrow(reason);
});

test.each([
  ['not a url with secret', /not a URL/],
  ['http://u:secret@h/', /scheme/],
  ['crate://u:secret@h/a/b/c', /more than a schema and a table/],
  ['crate://u:secret@h/?sll=true', /option "sll"/],
  ['crate://u:secret@h/?ssl=ture', /"ssl" must be true or false/],
  ['crate://u:secret@h/?ssl=true&ssl=false', /is there twice/],
  ['crate://u:secret@h/?ssl=true&sslmode=disable', /contradict each other/],
  ['crate://u:secret@h/?sslmode=prefer', /"sslmode" must be one of/],
  ['crate://u:secret@h/?pg_port=0', /"pg_port" must be a port/],
  ['crate://u:secret@h/?pg_port=4_2', /"pg_port" must be a port/],
  ['crate://u:secret%@h/', /percent/],
  ['crate://u:12/secret@h/', /percent-encode user and password/],
  ['crate://u:12?secret@h/', /percent-encode user and password/],
])('%s is refused, without showing it', (url, reason) => {
  expect(() => parseDestination({ url })).toThrow(reason);
  expect(() => parseDestination({ url })).not.toThrow(/secret/);
});
