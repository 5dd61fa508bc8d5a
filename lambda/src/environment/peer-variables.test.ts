import { expect, test } from 'vitest';
import { withPeerVariables } from './peer-variables.ts';

const URL = 'crate://admin:se%20cret@example.cratedb.net:4200?ssl=true';

test.each([
  ['demo', 'crate://admin:se%20cret@example.cratedb.net:4200/doc/demo?ssl=true'],
  ['testdrive.demo', 'crate://admin:se%20cret@example.cratedb.net:4200/testdrive/demo?ssl=true'],
  [
    '"test.drive"."a ""b"""',
    'crate://admin:se%20cret@example.cratedb.net:4200/test.drive/a%20%22b%22?ssl=true',
  ],
])('CRATEDB_TABLE %s is the table of CRATEDB_CLUSTER_URL', (table, url) => {
  const environment = { CRATEDB_CLUSTER_URL: URL, CRATEDB_TABLE: table };
  expect(withPeerVariables(environment).CRATEDB_CLUSTER_URL).toBe(url);
});

test('a schema in the URL counts for a table without one', () => {
  const environment = { CRATEDB_CLUSTER_URL: 'crate://host:4200/testdrive', CRATEDB_TABLE: 'demo' };
  expect(withPeerVariables(environment).CRATEDB_CLUSTER_URL).toBe('crate://host:4200/testdrive/demo');
});

test('a URL of the target wins, and what says nothing else is left alone', () => {
  const environment = {
    TARGET_CRATEDB_URL: URL,
    CRATEDB_CLUSTER_URL: URL,
    CRATEDB_TABLE: 'demo',
    ON_ERROR: 'exit',
  };
  expect(withPeerVariables(environment)).toBe(environment);
});

test.each([
  [{ MESSAGE_FORMAT: 'dms' }, 'MESSAGE_FORMAT'],
  [{ ON_ERROR: 'ignore' }, 'ON_ERROR=ignore would lose records'],
  [{ CRATEDB_CLUSTER_URL: URL, CRATEDB_TABLE: 'a.b.c' }, 'CRATEDB_TABLE'],
  [{ CRATEDB_CLUSTER_URL: 'host', CRATEDB_TABLE: 'a' }, 'CRATEDB_CLUSTER_URL'],
])('what would lose records or makes no sense is refused: %j', (environment, named) => {
  expect(() => withPeerVariables(environment)).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(named) }),
  );
});
