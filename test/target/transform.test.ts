import { expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { load, rowsById } from './load.ts';
import { recordMessage, schemaMessage } from './messages.ts';

const object = (properties: object): object => ({ type: ['object', 'null'], properties });
const integer = { type: ['integer', 'null'] };

test('flattening makes columns of members, down to its depth', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const message = schemaMessage('s', {
    id: 'integer',
    a: object({ b: object({ c: object({ d: integer }) }) }),
    l: { type: 'array' },
  });
  const record = { id: 1, a: { b: { c: { d: 1 } }, undeclared: { x: 1 } }, l: [{ y: 1 }] };
  const outcome = await load(
    schema,
    [message, recordMessage('s', record), recordMessage('s', { id: 2, a: null })],
    {
      flattening_enabled: true,
      flattening_max_depth: 2,
      flattening_separator: '-',
    },
  );
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(await rowsById(schema, 's')).toEqual({
    1: { 'a-b-c': { d: 1 }, 'a-undeclared-x': 1, l: [{ y: 1 }] },
    2: {},
  });
});

test('flattening that makes a name twice is a fault', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const message = schemaMessage('s', { id: 'integer', a: object({ b: integer }), a__b: 'integer' });
  const outcome = await load(schema, [message], { flattening_enabled: true });
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain('Line 1, stream "s": flattening makes "a__b" twice');
});

test('stream maps rename, drop and set properties, and rename and drop streams', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const maps = {
    customers: {
      __alias__: 'clients',
      mail: 'email',
      email: null,
      source: "'crm'",
      __key_properties__: ['id', 'source'],
    },
    secrets: null,
    narrow: { name: 'name', __else__: null },
  };
  const customer = { id: 1, email: 'a@b' };
  const outcome = await load(
    schema,
    [
      schemaMessage('customers', { id: 'integer', email: 'string' }),
      recordMessage('customers', customer),
      schemaMessage('secrets', { id: 'integer' }),
      recordMessage('secrets', { id: 1 }),
      schemaMessage('narrow', { id: 'integer', name: 'string', more: 'string' }),
      recordMessage('narrow', { id: 1, name: 'n', more: 'm' }),
      recordMessage('narrow', { id: 2, name: 'n', more: 'm' }),
      recordMessage('narrow', { id: 2, _sdc_deleted_at: '2026-01-01T00:00:00Z' }),
    ],
    { stream_maps: maps },
  );
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(await rowsById(schema, 'clients')).toEqual({ 1: { mail: 'a@b', source: 'crm' } });
  expect(await rowsById(schema, 'narrow')).toEqual({ 1: { name: 'n' } });
  const sql = 'SELECT table_name FROM information_schema.tables WHERE table_schema = $1';
  const tables = (await schema.query(sql, [schema.name])).map(({ table_name }) => table_name);
  expect(tables).not.toContain('secrets');
});

test('what stream maps do not support is a fault before anything is read', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const outcome = await load(schema, [schemaMessage('s', { id: 'integer' })], {
    stream_maps: { s: { hash: 'md5(id)' } },
  });
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toContain('CONFIG_INVALID');
  expect(outcome.stderr).toContain('"stream_maps.s.hash" is not supported');
});

test('a stream map that drops the key is a fault', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const outcome = await load(schema, [schemaMessage('s', { id: 'integer' })], {
    stream_maps: { s: { id: null } },
  });
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain('the stream map removes the key property "id"');
});
