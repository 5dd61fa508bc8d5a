import { expect, inject, test } from 'vitest';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { load, rowsById } from './load.ts';
import { recordMessage, schemaMessage } from './messages.ts';

async function typesOf(schema: TestSchema, table: string): Promise<Record<string, unknown>> {
  const rows = await schema.query(
    'SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2',
    [schema.name, table],
  );
  return Object.fromEntries(rows.map(({ column_name, data_type }) => [column_name, data_type]));
}

test('every way of saying what a record holds', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const message = (stream: string, json: object): object => ({
    type: 'SCHEMA',
    stream,
    schema: json,
    key_properties: ['id'],
  });
  const record = { id: 1, n: 2.5, o: { a: { b: [1] } }, list: { value: 1, next: { value: 2, next: null } } };
  const outcome = await load(schema, [
    message('empty', {}),
    recordMessage('empty', record),
    message('additional', { type: 'object', additionalProperties: { type: 'string' } }),
    recordMessage('additional', { id: '1', more: 'x' }),
    message('references', {
      definitions: {
        n: { type: 'number' },
        list: {
          type: 'object',
          properties: {
            value: { $ref: '#/definitions/n' },
            next: { anyOf: [{ type: 'null' }, { $ref: '#/definitions/list' }] },
          },
        },
      },
      properties: {
        id: { type: 'integer' },
        n: { $ref: '#/definitions/n' },
        list: { $ref: '#/definitions/list' },
      },
    }),
    recordMessage('references', record),
    message('parts', {
      allOf: [
        { properties: { id: { type: 'integer' } } },
        { properties: { n: { oneOf: [{ type: 'null' }, { type: 'number' }] } } },
      ],
    }),
    recordMessage('parts', record),
    message('untyped', { properties: { id: { type: 'integer' }, n: {}, o: {}, list: true } }),
    recordMessage('untyped', record),
  ]);
  expect(outcome.code, outcome.stderr).toBe(0);
  const { id, ...rest } = record;
  for (const table of ['empty', 'references', 'parts', 'untyped'])
    expect([table, await rowsById(schema, table)]).toEqual([table, { [id]: rest }]);
  expect(await rowsById(schema, 'additional')).toEqual({ 1: { more: 'x' } });
  expect(await typesOf(schema, 'references')).toMatchObject({
    n: 'double precision',
    "list['value']": 'double precision',
  });
  expect(await typesOf(schema, 'parts')).toMatchObject({ id: 'bigint', n: 'double precision' });
});

test('a SCHEMA that is none is said once, and its records are loaded', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const unusable = {
    type: 'SCHEMA',
    stream: 's',
    schema: { properties: { id: { type: 'serial' } } },
    key_properties: ['id'],
  };
  const outcome = await load(schema, [
    unusable,
    recordMessage('s', { id: 1 }),
    unusable,
    recordMessage('s', { id: 2 }),
  ]);
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(outcome.stderr.match(/the SCHEMA is not usable/g)).toHaveLength(1);
  expect(Object.keys(await rowsById(schema, 's'))).toEqual(['1', '2']);
});

test('records are validated unless validate_records is false; deletions need their key only', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const required = {
    type: 'object',
    required: ['name'],
    properties: { id: { type: 'integer' }, name: { type: 'string' } },
  };
  const message = { type: 'SCHEMA', stream: 's', schema: required, key_properties: ['id'] };
  const deletion = recordMessage('s', { id: 1, _sdc_deleted_at: '2026-01-01T00:00:00Z' });
  const first = await load(schema, [
    message,
    recordMessage('s', { id: 1, name: 'a' }),
    deletion,
    recordMessage('s', { id: 2 }),
  ]);
  expect(first.stderr).toContain(`Line 4, stream "s": the record must have required property 'name'`);
  expect(await rowsById(schema, 's')).toEqual({});
  const second = await load(schema, [message, recordMessage('s', { id: 2 })], { validate_records: false });
  expect(second.code, second.stderr).toBe(0);
  expect(await rowsById(schema, 's')).toEqual({ 2: {} });
});

test('types that widen or change between SCHEMAs, and the order across them', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const outcome = await load(schema, [
    schemaMessage('s', { id: 'integer', v: 'integer' }),
    recordMessage('s', { id: 1, v: 1 }),
    recordMessage('s', { id: 2, v: 1 }),
    schemaMessage('s', { id: 'integer', v: 'string', w: 'number' }),
    recordMessage('s', { id: 1, v: 'one', w: 1.5 }),
    schemaMessage('s', { id: 'integer', v: 'integer' }),
    recordMessage('s', { id: 2, v: 3 }),
  ]);
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(await rowsById(schema, 's')).toEqual({ 1: { v: 'one', w: 1.5 }, 2: { v: 3 } });
});
