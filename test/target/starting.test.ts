import { describe, expect, inject, test } from 'vitest';
import { crateServer } from '../support/cratedb/connection.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import { BIN, run } from '../support/programs/run.ts';
import { startProxy } from '../support/proxy/tcp-proxy.ts';
import { load, rowsById } from './load.ts';
import { recordMessage, schemaMessage, stateMessage, stateOf } from './messages.ts';

const server = crateServer(inject('cratedb'));
const SCHEMA = schemaMessage('s', {
  id: 'integer',
  v: 'integer',
  _sdc_sequence: 'integer',
  _sdc_deleted_at: 'string',
});
const write = (id: number, version: number): object =>
  recordMessage('s', { id, v: version, _sdc_sequence: version });
const DELETION = recordMessage('s', { id: 1, _sdc_sequence: 7, _sdc_deleted_at: '2026-01-02T03:04:05Z' });

// A cluster that starts has no tables for a moment; here the proxy hides them from one statement.
describe('tables that CrateDB hides while it starts are not taken for missing', () => {
  test.each([/information_schema/, /information_schema[\s\S]*_sdc_tombstones/])(
    'a deletion stays remembered: %s',
    async (pattern) => {
      await using schema = await openSchema(inject('cratedb'));
      await using proxy = await startProxy(server);
      await load(schema, [SCHEMA, write(1, 5), DELETION]);
      proxy.plan('hidden', pattern, schema.name);
      const outcome = await load(schema, [SCHEMA, write(1, 6), write(2, 3)], {
        host: `127.0.0.1:${proxy.port}`,
      });
      expect(outcome.code, outcome.stderr).toBe(0);
      expect(proxy.planned).toBe(0);
      expect(outcome.stderr).toContain('stale=1');
      expect(await rowsById(schema, 's')).toEqual({ 2: { v: 3, _sdc_sequence: 3 } });
    },
  );

  test.each([/INSERT INTO .*"s"/, /INSERT INTO .*"_sdc_tombstones"/, /DELETE FROM .*"s"/, /REFRESH/])(
    'a statement is tried again: %s',
    async (pattern) => {
      await using schema = await openSchema(inject('cratedb'));
      await using proxy = await startProxy(server);
      await load(schema, [SCHEMA, write(1, 5)]);
      // Tables become visible a little later than the cluster is said to have started.
      for (let times = 0; times < 3; times += 1) proxy.plan('hidden', pattern, schema.name);
      const outcome = await load(schema, [SCHEMA, DELETION, write(2, 3)], {
        host: `127.0.0.1:${proxy.port}`,
      });
      expect(outcome.code, outcome.stderr).toBe(0);
      expect(proxy.planned).toBe(0);
      expect(await rowsById(schema, 's')).toEqual({ 2: { v: 3, _sdc_sequence: 3 } });
    },
  );

  test.runIf(inject('cratedbIsReal'))(
    'a deletion stays remembered that stays hidden for longer',
    async () => {
      await using schema = await openSchema(inject('cratedb'));
      await using proxy = await startProxy(server);
      await load(schema, [SCHEMA, write(1, 5), DELETION]);
      for (let times = 0; times < 3; times += 1)
        proxy.plan('hidden', /information_schema[\s\S]*_sdc_tombstones/, schema.name);
      const outcome = await load(schema, [SCHEMA, write(1, 6)], { host: `127.0.0.1:${proxy.port}` });
      expect(outcome.code, outcome.stderr).toBe(0);
      expect(proxy.planned).toBe(0);
      expect(await rowsById(schema, 's')).toEqual({});
    },
  );

  test('a kept state is found', async () => {
    await using schema = await openSchema(inject('cratedb'));
    await using proxy = await startProxy(server);
    await load(schema, [SCHEMA, write(1, 5), stateMessage(1)], { state_table: 'states' });
    proxy.plan('hidden', /information_schema[\s\S]*states/, schema.name);
    const env = {
      TARGET_CRATEDB_STATE_TABLE: `${schema.name}.states`,
      TARGET_CRATEDB_HOST: `127.0.0.1:${proxy.port}`,
      TARGET_CRATEDB_USER: server.user,
    };
    const outcome = await run(BIN.target, ['--print-state'], { env });
    expect(proxy.planned).toBe(0);
    expect(JSON.parse(outcome.stdout)).toEqual(stateOf(1));
  });
});
