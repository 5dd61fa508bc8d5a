import type { JsonObject, SchemaMessage } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { BIGINT, FREE, objectType, TEXT } from '../column/column-type.ts';
import { OVERFLOW_COLUMN } from '../column/table-columns.ts';
import { planTable, type TablePlan } from './plan.ts';

function plan(properties: JsonObject, keys: readonly string[]): TablePlan {
  const message: SchemaMessage = {
    type: 'SCHEMA',
    stream: 's',
    schema: { properties },
    key_properties: keys,
  };
  return planTable(message, {
    layout: 'document',
    overflowColumn: OVERFLOW_COLUMN,
    appendOnly: false,
    deleteMode: 'remove',
  });
}

test('any record becomes a document', () => {
  const properties = {
    id: { type: 'integer' },
    name: { type: 'string' },
    _sdc_sequence: { type: 'integer' },
  };
  const { columns, keys, arrange, required } = plan(properties, ['id']);
  expect([...columns]).toEqual([
    ['pk', { ...objectType([['id', BIGINT]]), strict: true }],
    ['data', objectType([['name', TEXT]])],
    ['aux', FREE],
    ['_sdc_sequence', BIGINT],
  ]);
  expect(keys).toEqual([{ source: ['id'], path: ['pk', 'id'] }]);
  expect(required).toEqual(['pk', 'data', 'aux', '_sdc_sequence']);
  expect(arrange({ id: 1, name: 'x', data: 2, _sdc_sequence: 3 })).toEqual({
    data: { name: 'x', data: 2 },
    _sdc_sequence: 3,
  });
});

test('a record that is a document stays one', () => {
  const key = { type: 'string' };
  const properties = {
    _pk: key,
    sort: { type: 'integer' },
    pk: { properties: { sort: { type: 'integer' }, pk: key } },
    data: { type: 'object' },
    aux: { type: 'object' },
  };
  const { keys, arrange } = plan(properties, ['_pk', 'sort']);
  expect(keys).toEqual([
    { source: ['pk', 'pk'], path: ['pk', 'pk'] },
    { source: ['pk', 'sort'], path: ['pk', 'sort'] },
  ]);
  const document = { data: { x: 1 }, aux: { y: [1, 'a'] }, _sdc_deleted_at: null };
  expect(arrange({ _pk: 'a', sort: 1, pk: { pk: 'a', sort: 1 }, ...document })).toEqual(document);
  expect(arrange({ _pk: 'a', sort: 1, pk: { pk: 'a', sort: 1 } })).toEqual({});
});

test('an attribute that has the name of a column is an attribute', () => {
  const text = { type: 'string' };
  const record = { id: 'a', pk: 'precious', data: 'd', aux: 'x' };
  for (const properties of [
    { id: text, pk: text },
    { id: text, pk: text, data: text, aux: text },
  ]) {
    const { columns, keys, arrange } = plan(properties, ['id']);
    expect(keys).toEqual([{ source: ['id'], path: ['pk', 'id'] }]);
    const [, ...names] = Object.keys(properties);
    expect(columns.get('data')).toEqual(objectType(names.map((name) => [name, TEXT])));
    expect(arrange(record)).toEqual({ data: { pk: 'precious', data: 'd', aux: 'x' } });
  }
  const untyped = { id: text, pk: { type: 'object' }, data: {}, aux: {} };
  const document = { id: 'a', pk: { x: 1 }, data: { y: 2 }, aux: { z: 3 } };
  expect(plan(untyped, ['id']).arrange(document)).toEqual({ data: { y: 2, pk: { x: 1 } }, aux: { z: 3 } });
  expect(plan(untyped, ['id']).arrange(record)).toEqual({ data: { pk: 'precious', data: 'd', aux: 'x' } });
  expect(plan({ pk: text, v: text }, ['pk']).arrange({ pk: 'a', v: 'x' })).toEqual({ data: { v: 'x' } });
});

test('what overflows from data is in aux, with what aux holds already', () => {
  const { overflow } = plan({ id: { type: 'integer' } }, ['id']);
  expect(overflow.column).toBe('aux');
  expect(overflow.fold({ aux: { a: 1 } }, { data: { b: 2 }, _sdc_x: 'y' })).toEqual({
    a: 1,
    b: 2,
    _sdc_x: 'y',
  });
});
