import { describe, expect, inject, test } from 'vitest';
import { crateServer } from '../support/cratedb/connection.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import { startProxy } from '../support/proxy/tcp-proxy.ts';
import { load, statesIn } from './load.ts';
import { recordMessage, schemaMessage, stateMessage, stateOf } from './messages.ts';

const SCHEMA = schemaMessage('log', { text: 'string', n: 'integer' }, []);
const SAME = recordMessage('log', { text: 'same', n: 1 });

describe('a stream without a key', () => {
  test('keeps equal records as many rows, in every run', async () => {
    await using schema = await openSchema(inject('cratedb'));
    for (const run of [1, 2]) {
      const outcome = await load(schema, [SCHEMA, SAME, SAME, SAME, stateMessage(run)]);
      expect(outcome.stderr).toContain('upserted=3');
    }
    const rows = await schema.rows('log');
    expect(rows).toHaveLength(6);
    expect(new Set(rows.map((row) => row._sdc_row_id)).size).toBe(6);
  });

  test.each(['unsent', 'unanswered'] as const)(
    'has each record once when an INSERT is %s as the connection breaks',
    async (fault) => {
      await using schema = await openSchema(inject('cratedb'));
      await using proxy = await startProxy(crateServer(inject('cratedb')));
      proxy.plan(fault, /INSERT INTO .*"log"/);
      const lines = [
        SCHEMA,
        ...Array.from({ length: 50 }, (_, n) => recordMessage('log', { n })),
        stateMessage(1),
      ];
      const outcome = await load(schema, lines, { host: `127.0.0.1:${proxy.port}` });
      expect(proxy.planned).toBe(0);
      expect(outcome.code, outcome.stderr).toBe(0);
      expect(outcome.stderr).toContain('retrying');
      const numbers = (await schema.rows('log')).map(({ n }) => Number(n)).sort((a, b) => a - b);
      expect(numbers).toEqual(Array.from({ length: 50 }, (_, n) => n));
    },
  );

  test('is appended to a table without a primary key just as surely', async () => {
    await using schema = await openSchema(inject('cratedb'));
    await using proxy = await startProxy(crateServer(inject('cratedb')));
    await schema.query(`CREATE TABLE "${schema.name}"."log" ("n" BIGINT)`);
    proxy.plan('unanswered', /INSERT INTO .*"log"/);
    const lines = [SCHEMA, SAME, SAME, recordMessage('log', { n: 2 }), stateMessage(1)];
    const outcome = await load(schema, lines, { host: `127.0.0.1:${proxy.port}` });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(proxy.planned).toBe(0);
    expect((await schema.rows('log')).map(({ n }) => Number(n)).sort()).toEqual([1, 1, 2]);
  });
});

test('append-only ignores the key: every record is a row, deletions too', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const keyed = schemaMessage('s', {
    id: 'integer',
    _sdc_sequence: 'integer',
    _sdc_deleted_at: { type: ['string', 'null'], format: 'date-time' },
  });
  const deletion = { id: 1, _sdc_sequence: 9, _sdc_deleted_at: '2026-01-02T03:04:05Z' };
  const records = [{ id: 1, _sdc_sequence: 5 }, { id: 1, _sdc_sequence: 4 }, deletion];
  const lines = [keyed, ...records.map((record) => recordMessage('s', record)), stateMessage(1)];
  const outcome = await load(schema, lines, { load_method: 'append-only' });
  expect(statesIn(outcome)).toEqual([stateOf(1)]);
  const versions = (await schema.rows('s')).map((row) => Number(row._sdc_sequence)).sort();
  expect(versions).toEqual([4, 5, 9]);
});

test('append-only does not go into a table that has a key', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await schema.query(`CREATE TABLE "${schema.name}"."s" ("id" BIGINT NOT NULL, PRIMARY KEY ("id"))`);
  const lines = [schemaMessage('s', { id: 'integer' }), recordMessage('s', { id: 1 })];
  const outcome = await load(schema, lines, { load_method: 'append-only' });
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain('TABLE_KEY_DIFFERS');
});
