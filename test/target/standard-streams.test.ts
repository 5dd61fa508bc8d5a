import { expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { load, rowsById, statesIn } from './load.ts';
import { recordMessage, schemaMessage } from './messages.ts';

// What the Singer SDK's own suite for targets tries, in other words.

test('an upsert over several streams leaves no row stale', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const streams = ['people', 'places', 'visits'];
  const round = (ids: readonly number[], name: string): object[] =>
    streams.flatMap((stream) => [
      {
        ...schemaMessage(stream, {
          id: 'integer',
          name: 'string',
          info: { type: 'object', properties: { mood: { type: 'string' } } },
        }),
      },
      ...ids.map((id) => recordMessage(stream, { id, name: `${name} ${id}`, info: { mood: name } })),
    ]);
  const state = (value: object): object => ({ type: 'STATE', value });
  const first = await load(schema, [...round([1, 2, 3, 4, 5], 'old'), state({ people: 5 })]);
  const second = await load(schema, [...round([1, 2, 5, 8], 'new'), state({ people: 8 })]);
  expect([first, second].map(statesIn)).toEqual([[{ people: 5 }], [{ people: 8 }]]);
  const expected = Object.fromEntries(
    [1, 2, 3, 4, 5, 8].map((id) => {
      const name = [3, 4].includes(id) ? 'old' : 'new';
      return [id, { name: `${name} ${id}`, info: { mood: name } }];
    }),
  );
  for (const stream of streams) expect([stream, await rowsById(schema, stream)]).toEqual([stream, expected]);
});

test('duplicates, optional and camel-case attributes, nested ones with colons, text of every script', async () => {
  await using schema = await openSchema(inject('cratedb'));
  // PostgreSQL, and so the stand-in, has no place for U+0000.
  const nul = inject('cratedbIsReal') ? '\u0000' : '';
  const texts = ['quoted "text"', 'a\\b\n', 'ελληνικά', '简体字', `\u0001${nul}`, 'double \\u0041'];
  const outcome = await load(schema, [
    schemaMessage('CamelCase', {
      id: 'string',
      clientName: 'string',
      fruits: { type: 'array', items: { type: 'string' } },
    }),
    recordMessage('CamelCase', { id: '1', clientName: 'first' }),
    recordMessage('CamelCase', { id: '1', clientName: 'last', fruits: ['apple', 'pear'] }),
    recordMessage('CamelCase', { id: '2' }),
    schemaMessage(
      'special:chars!in?name',
      { _id: 'string', d: { type: 'object', properties: { 'agent:type': { type: 'string' } } } },
      ['_id'],
    ),
    recordMessage(
      'special:chars!in?name',
      { _id: 'x', id: 1, d: { 'agent:type': 'desktop' } },
      { version: 5, time_extracted: '2026-01-01T00:00:00Z' },
    ),
    schemaMessage('texts', {
      id: 'integer',
      text: 'string',
      object: { type: 'object' },
      list: { type: 'array', items: { type: 'string' } },
    }),
    ...texts.map((text, id) => recordMessage('texts', { id, text, object: { text }, list: [text, 'x'] })),
  ]);
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(await rowsById(schema, 'CamelCase')).toEqual({
    1: { clientName: 'last', fruits: ['apple', 'pear'] },
    2: {},
  });
  expect(await rowsById(schema, 'special:chars!in%3Fname')).toEqual({
    1: { _id: 'x', d: { 'agent:type': 'desktop' }, _sdc_table_version: 5 },
  });
  const expected = texts.map((text, id) => [id, { text, object: { text }, list: [text, 'x'] }]);
  expect(await rowsById(schema, 'texts')).toEqual(Object.fromEntries(expected));
});

test('columns come with later SCHEMAs; objects without properties are objects', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const object = { type: 'object', properties: { value: { type: 'integer' } } };
  const list = { type: 'array', items: { type: 'string' } };
  const outcome = await load(schema, [
    schemaMessage('s', { id: 'integer', a1: 'number' }),
    recordMessage('s', { id: 1, a1: 101 }),
    schemaMessage('s', {
      id: 'integer',
      a1: 'number',
      a2: 'boolean',
      a3: object,
      a4: list,
      a5: { type: 'object' },
    }),
    recordMessage('s', { id: 2, a1: 102, a2: true, a3: { value: 1 }, a4: ['x'], a5: { free: 1 } }),
    recordMessage('s', { id: 3, a1: 103 }),
  ]);
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(await rowsById(schema, 's')).toEqual({
    1: { a1: 101 },
    2: { a1: 102, a2: true, a3: { value: 1 }, a4: ['x'], a5: { free: 1 } },
    3: { a1: 103 },
  });
});
