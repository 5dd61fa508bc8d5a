import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { crateServer } from '../support/cratedb/connection.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { openProcess } from '../support/programs/open-process.ts';
import { BIN } from '../support/programs/run.ts';
import { startProxy } from '../support/proxy/tcp-proxy.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { load, rowsById, statesIn } from './load.ts';
import { recordMessage, schemaMessage, stateMessage, stateOf, textOf } from './messages.ts';

const SCHEMA = schemaMessage('s', { id: 'integer', v: 'string' });
const record = (id: number, v: string): object => recordMessage('s', { id, v });
const overwrite = { load_method: 'overwrite' };

async function tablesOf(schema: TestSchema): Promise<unknown[]> {
  const sql = 'SELECT table_name FROM information_schema.tables WHERE table_schema = $1 ORDER BY table_name';
  const names = (await schema.query(sql, [schema.name])).map(({ table_name }) => table_name);
  return names.filter((name) => name !== '_sdc_leases');
}

describe('overwrite', () => {
  test('replaces rows and columns by what the run brings, with the states at its end only', async () => {
    await using schema = await openSchema(inject('cratedb'));
    const first = await load(
      schema,
      [SCHEMA, record(1, 'a'), stateMessage(1), record(2, 'a'), stateMessage(2)],
      overwrite,
    );
    expect(first.code, first.stderr).toBe(0);
    expect(statesIn(first)).toEqual([stateOf(2)]);
    expect(await rowsById(schema, 's')).toEqual({ 1: { v: 'a' }, 2: { v: 'a' } });
    const changed = schemaMessage('s', { id: 'integer', v: 'integer' });
    const second = await load(schema, [changed, recordMessage('s', { id: 2, v: 5 })], overwrite);
    expect(second.code, second.stderr).toBe(0);
    expect(await rowsById(schema, 's')).toEqual({ 2: { v: 5 } });
    expect(await tablesOf(schema)).toEqual(['s']);
  });

  test('keeps the old rows when nothing comes, makes a table that is missing', async () => {
    await using schema = await openSchema(inject('cratedb'));
    await load(schema, [SCHEMA, record(1, 'a')]);
    const outcome = await load(
      schema,
      [SCHEMA, schemaMessage('t', { id: 'integer' }), stateMessage(1)],
      overwrite,
    );
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(statesIn(outcome)).toEqual([stateOf(1)]);
    expect(await rowsById(schema, 's')).toEqual({ 1: { v: 'a' } });
    expect(await tablesOf(schema)).toEqual(['s', 't']);
  });

  test('keeps the old rows when every record is bad', async () => {
    await using schema = await openSchema(inject('cratedb'));
    using folder = temporaryFolder();
    await load(schema, [SCHEMA, record(1, 'a')]);
    const outcome = await load(schema, [SCHEMA, recordMessage('s', { id: 1, v: 5 }), stateMessage(1)], {
      ...overwrite,
      on_bad_record: 'dead_letter',
      dead_letter_path: join(folder.path, 'dead.jsonl'),
    });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stderr).toContain('bad=1');
    expect(await rowsById(schema, 's')).toEqual({ 1: { v: 'a' } });
    expect(await tablesOf(schema)).toEqual(['s']);
  });

  test('forgets what was deleted in another run', async () => {
    await using schema = await openSchema(inject('cratedb'));
    const sequenced = schemaMessage('s', {
      id: 'integer',
      _sdc_sequence: 'integer',
      _sdc_deleted_at: 'string',
    });
    const at = (sequence: number, more: object = {}): object =>
      recordMessage('s', { id: 1, _sdc_sequence: sequence, ...more });
    const deletion = at(5, { _sdc_deleted_at: '2026-01-01T00:00:00Z' });
    await load(schema, [sequenced, at(4), deletion, recordMessage('s', { id: 2 })], overwrite);
    expect(Object.keys(await rowsById(schema, 's'))).toEqual(['2']);
    await load(schema, [sequenced, at(3)], overwrite);
    expect(Object.keys(await rowsById(schema, 's'))).toEqual(['1']);
  });

  test('replaces the table once when the answer to that is lost', async () => {
    await using schema = await openSchema(inject('cratedb'));
    await using proxy = await startProxy(crateServer(inject('cratedb')));
    for (const [id, pattern] of [/RENAME TO/, /SWAP TABLE/].entries()) {
      proxy.plan('unanswered', pattern);
      const settings = { ...overwrite, host: `127.0.0.1:${proxy.port}` };
      const outcome = await load(schema, [SCHEMA, record(id, 'a'), stateMessage(id)], settings);
      expect(outcome.code, outcome.stderr).toBe(0);
      expect(proxy.planned).toBe(0);
      expect(statesIn(outcome)).toEqual([stateOf(id)]);
      expect(await rowsById(schema, 's')).toEqual({ [id]: { v: 'a' } });
      expect(await tablesOf(schema)).toEqual(['s']);
    }
  });

  test('keeps the old rows when it is ended by a signal', async () => {
    await using schema = await openSchema(inject('cratedb'));
    await load(schema, [SCHEMA, record(1, 'a')]);
    await using target = openProcess(BIN.target, [schema.url], { TARGET_CRATEDB_LOAD_METHOD: 'overwrite' });
    target.write(textOf([SCHEMA, record(2, 'b'), stateMessage(1), schemaMessage('t', { id: 'integer' })]));
    await expect.poll(async () => await tablesOf(schema), { timeout: 20_000 }).toContain('_sdc_overwrite_t');
    target.signal('SIGTERM');
    expect(await target.ended).toBe(0);
    expect(target.stdout()).toBe('');
    expect(target.stderr()).toContain('no table is replaced');
    expect(await rowsById(schema, 's')).toEqual({ 1: { v: 'a' } });
    expect(await tablesOf(schema)).toEqual(['s']);
  });

  test('keeps the old rows when the run fails, and prints no state', async () => {
    await using schema = await openSchema(inject('cratedb'));
    await load(schema, [SCHEMA, record(1, 'a')]);
    const outcome = await load(schema, [SCHEMA, record(2, 'b'), stateMessage(1), 'no JSON'], overwrite);
    expect(outcome.code).toBe(1);
    expect(outcome.stdout).toBe('');
    expect(await rowsById(schema, 's')).toEqual({ 1: { v: 'a' } });
    expect(await tablesOf(schema)).toEqual(['s']);
  });
});

test('append-only adds a row for every record, also of the same key', async () => {
  await using schema = await openSchema(inject('cratedb'));
  for (const v of ['a', 'b'])
    await load(schema, [SCHEMA, record(1, v), record(1, v)], { load_method: 'append-only' });
  const rows = await schema.rows('s');
  expect(rows.map(({ v }) => v).sort()).toEqual(['a', 'a', 'b', 'b']);
});

test('streams without a key are appended', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const keyless = schemaMessage('s', { id: 'integer', v: 'string' }, []);
  for (const v of ['a', 'b']) await load(schema, [keyless, record(1, v), record(1, v)]);
  expect((await schema.rows('s')).map(({ v }) => v).sort()).toEqual(['a', 'a', 'b', 'b']);
});
