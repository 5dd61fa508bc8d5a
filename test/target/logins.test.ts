import { readFileSync } from 'node:fs';
import { expect, inject, test } from 'vitest';
import { crateServer } from '../support/cratedb/connection.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import { openProcess } from '../support/programs/open-process.ts';
import { BIN } from '../support/programs/run.ts';
import { startTlsProxy, TLS } from '../support/proxy/tls-proxy.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { rowsById } from './load.ts';
import { recordMessage, schemaMessage, textOf } from './messages.ts';

const server = crateServer(inject('cratedb'));
const PASSWORD = 'first-secret';

// CrateDB does not know its users yet while it starts; and passwords are changed.
test('a login that is refused in the middle says nothing about rows', { timeout: 60_000 }, async () => {
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const letters = `${folder.path}/letters.jsonl`;
  const account = { user: 'admin', password: PASSWORD, behind: server.user };
  await using proxy = await startTlsProxy(server, { account });
  const url = `postgresql://admin:${PASSWORD}@localhost:${proxy.port}/${schema.name}`;
  await using target = openProcess(BIN.target, [], {
    TARGET_CRATEDB_URL: url,
    TARGET_CRATEDB_SSLMODE: 'verify-full',
    TARGET_CRATEDB_SSL_CA: TLS.ca,
    TARGET_CRATEDB_DELETE_MODE: 'tombstone',
    TARGET_CRATEDB_ON_BAD_RECORD: 'dead_letter',
    TARGET_CRATEDB_DEAD_LETTER_PATH: letters,
  });
  target.write(
    textOf([schemaMessage('s', { id: 'integer', v: 'integer' }), recordMessage('s', { id: 1, v: 1 })]),
  );
  await expect
    .poll(() => rowsById(schema, 's').catch(() => ({})), { timeout: 20_000 })
    .toEqual({ 1: { v: 1 } });
  account.password = 'another-secret';
  proxy.cut();
  target.write(textOf([recordMessage('s', { id: 2, v: 2 })]));
  const isRetrying = /is unavailable: password authentication failed .*; retrying/;
  await expect.poll(target.stderr, { timeout: 20_000 }).toMatch(isRetrying);
  account.password = PASSWORD;
  target.end();
  expect(await target.ended, target.stderr()).toBe(0);
  expect(await rowsById(schema, 's')).toEqual({ 1: { v: 1 }, 2: { v: 2 } });
  expect(readFileSync(letters, 'utf8')).toBe('');
});
