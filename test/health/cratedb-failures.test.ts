import { mkdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { crateServer } from '../support/cratedb/connection.ts';
import { startProxy } from '../support/proxy/tcp-proxy.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { plainRecord } from '../tap/plain-records.ts';
import { observedRelay, WAIT } from './observed.ts';

// Each failure is named by /readyz, and is over by itself. That it is so within ten seconds of a failure by default is
// measured by HEALTH_DEFAULTS=1; else no test is about time.
const LONG = 240_000;

test('CrateDB that is stopped, with nothing to write', { timeout: LONG }, async () => {
  const { host, port } = crateServer(inject('cratedb'));
  await using proxy = await startProxy({ host, port });
  const target = (url: string): string =>
    url.replace(/@[^/]+/, `@127.0.0.1:${proxy.port}`).replace(/^crate:/, 'postgresql:');
  await using relay = await observedRelay([plainRecord()], { target });
  await proxy.refuseWhile(() =>
    relay.untilNot(/CRATEDB_UNREACHABLE: CrateDB at .* is unavailable: .*ECONNREFUSED/),
  );
  await relay.untilReady();
});

test.runIf(inject('cratedbIsReal'))('a table that is blocked', { timeout: LONG }, async () => {
  await using relay = await observedRelay([plainRecord()]);
  await expect.poll(() => relay.schema.rows('orders').catch(() => []), WAIT).toHaveLength(1);
  const block = (isBlocked: boolean) =>
    relay.schema.query(`ALTER TABLE "${relay.schema.name}"."orders" SET ("blocks.write" = ${isBlocked})`);
  await block(true);
  relay.source.put([plainRecord({ keys: { id: { S: 'b' } } })]);
  await relay.untilNot(/CRATEDB_UNREACHABLE: .*orders.* allow INSERT operations\. Check/);
  await relay.untilNot(/NOT_DURABLE: the oldest record that is not durable came \d+ s ago/);
  await block(false);
  await relay.untilReady();
  expect((await relay.see('/metrics')).text).toMatch(/statements_retried_total\{cause="blocked"\} [1-9]/);
});

test('a state that cannot be kept', { timeout: LONG }, async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'state.json');
  const env = { DYNAMODB_CDC_RELAY_STATE_FILE: path };
  await using relay = await observedRelay([plainRecord()], { env });
  rmSync(path, { force: true });
  mkdirSync(path);
  relay.source.put([plainRecord()]);
  await relay.untilNot(/STATE_FILE_UNUSABLE: target-cratedb ended with exit code 1/);
  rmdirSync(path);
  await relay.untilReady();
});
