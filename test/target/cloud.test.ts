import { expect, inject, test } from 'vitest';
import { crateServer } from '../support/cratedb/connection.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import { BIN, run } from '../support/programs/run.ts';
import { startTlsProxy, TLS } from '../support/proxy/tls-proxy.ts';
import { rowsById } from './load.ts';
import { recordMessage, schemaMessage, stateMessage, textOf } from './messages.ts';

const server = crateServer(inject('cratedb'));
const LINES = [
  schemaMessage('s', { id: 'integer', v: 'integer' }),
  recordMessage('s', { id: 1, v: 1 }),
  stateMessage(1),
];
const PASSWORD = 'dZ/:@6LqB-secret';

// CrateDB Cloud: a URL with a user, a password and ssl=true, on a server that encrypts and asks for the password.
test.each([
  ['the right password', PASSWORD, 'localhost', TLS.ca, 0, ''],
  ['a wrong password', 'wrong-secret', 'localhost', TLS.ca, 1, 'password authentication failed'],
  ['another host than the certificate names', PASSWORD, '127.0.0.1', TLS.ca, 1, 'CRATEDB_TLS_FAILED'],
  ['an unknown authority', PASSWORD, 'localhost', undefined, 1, 'CRATEDB_TLS_FAILED'],
])('%s', async (_, password, host, ca, code, reason) => {
  await using schema = await openSchema(inject('cratedb'));
  const account = { user: 'admin', password: PASSWORD, behind: server.user };
  await using proxy = await startTlsProxy(server, { account });
  const env = {
    CRATEDB_SQLALCHEMY_URL: `crate://admin:${encodeURIComponent(password)}@${host}:4200/${schema.name}?ssl=true`,
    TARGET_CRATEDB_PG_PORT: String(proxy.port),
    TARGET_CRATEDB_RETRY_LIMIT_SECONDS: '0',
    ...(ca !== undefined && { TARGET_CRATEDB_SSL_CA: ca }),
  };
  const outcome = await run(BIN.target, [], { stdin: textOf(LINES), env });
  expect(outcome.code, outcome.stderr).toBe(code);
  expect(outcome.stderr).toContain(reason);
  expect(outcome.stderr + outcome.stdout).not.toContain('secret');
  if (code === 0) expect(await rowsById(schema, 's')).toEqual({ 1: { v: 1 } });
});
