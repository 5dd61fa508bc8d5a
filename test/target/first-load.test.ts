import { expect, inject, test } from 'vitest';
import { crateServer } from '../support/cratedb/connection.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import { startProxy } from '../support/proxy/tcp-proxy.ts';
import { load, rowsById } from './load.ts';
import { type InputLine, recordMessage, schemaMessage } from './messages.ts';

const SCHEMA = schemaMessage('s', { id: 'string', _sdc_sequence: 'integer', _sdc_deleted_at: 'string' });
const DELETED = { _sdc_deleted_at: '2026-01-02T03:04:05Z' };

const write = (id: string, version: number, more: object = {}): InputLine =>
  recordMessage('s', { id, _sdc_sequence: version, ...more });

test('rows that a load brings for the first time are not looked up, though a change is newer', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await load(schema, [SCHEMA, write('changed', 100), write('gone', 4), write('gone', 4, DELETED)]);
  const statements = async (batches: number): Promise<number> => {
    await using proxy = await startProxy(crateServer(inject('cratedb')));
    const url = `postgresql://crate@127.0.0.1:${proxy.port}/${schema.name}`;
    const lines = Array.from({ length: batches * 5 }, (_, index) => write(`${batches}-${index}`, 5));
    const settings = { url, batch_size_rows: 5, batch_wait_limit_seconds: 60, lease_seconds: 3600 };
    const { code, stderr } = await load(schema, [SCHEMA, ...lines], settings);
    expect(code, stderr).toBe(0);
    return proxy.statements;
  };
  const [few, many] = [await statements(2), await statements(22)];
  expect(await schema.rows('s')).toHaveLength(1 + 24 * 5);
  // One statement a batch, and some by the clock.
  expect(many - few).toBeLessThan(30);
});

test('rows that turn out to be newer stay, also when a late deletion follows what was older', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const each = { batch_size_rows: 1 };
  await load(schema, [SCHEMA, write('a', 10), write('b', 10), write('newest', 100)], each);
  const late = [
    write('first', 1),
    write('a', 5),
    write('a', 7, DELETED),
    write('b', 5),
    write('b', 8),
    write('b', 11, DELETED),
    write('b', 9),
  ];
  const { code, stderr } = await load(schema, [SCHEMA, ...late], each);
  expect(code, stderr).toBe(0);
  const rows = await rowsById(schema, 's');
  expect(Object.fromEntries(Object.entries(rows).map(([id, row]) => [id, at(row)]))).toEqual({
    a: 10,
    first: 1,
    newest: 100,
  });
});

function at(row: unknown): unknown {
  return (row as { _sdc_sequence?: unknown })._sdc_sequence;
}
