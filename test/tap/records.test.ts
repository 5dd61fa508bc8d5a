import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { recordsOf, schemasOf, sourceOf, tapFrom, tapOver } from './hostile-source.ts';
import { plainRecord, START } from './plain-records.ts';

const STRING = { type: ['string', 'null'] };
const OWN = {
  _sdc_sequence: { type: ['integer', 'null'] },
  _sdc_deleted_at: { type: ['string', 'null'], format: 'date-time' },
};

describe('record_layout', () => {
  const change = { micros: START, newImage: { note: { S: 'x' }, mixed: { L: [{ S: 'y' }, { N: '1' }] } } };

  test('attributes: each attribute is a property', async () => {
    const run = await tapOver([plainRecord(change)]);
    expect(recordsOf(run)).toEqual([
      { stream: 'orders', record: { id: 'a', note: 'x', mixed: ['y', 1], _sdc_sequence: START } },
    ]);
  });

  test('document: pk, data and aux beside the key, with one schema for all', async () => {
    const run = await tapOver([plainRecord(change), plainRecord({ newImage: { other: { N: '1' } } })], {
      record_layout: 'document',
    });
    expect(recordsOf(run)[0]?.record).toEqual({
      id: 'a',
      pk: { id: 'a' },
      data: { note: 'x' },
      aux: { mixed: ['y', 1] },
      _sdc_sequence: START,
    });
    expect(schemasOf(run)).toEqual([
      {
        keys: ['id'],
        properties: {
          id: { type: ['string'] },
          pk: { type: ['object', 'null'], properties: { id: { type: ['string'] } } },
          data: { type: ['object', 'null'], properties: {} },
          aux: { type: ['object', 'null'], additionalProperties: true },
          ...OWN,
        },
      },
    ]);
  });
});

test('cdc_metadata and old_image show a time-to-live deletion', async () => {
  const remove = {
    eventName: 'REMOVE',
    eventID: 'e-1',
    micros: START,
    oldImage: { note: { S: 'x' } },
    userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
  };
  const run = await tapOver([plainRecord(remove)], { cdc_metadata: true, old_image: true });
  expect(recordsOf(run)[0]?.record).toEqual({
    id: 'a',
    _sdc_sequence: START,
    _sdc_deleted_at: '2023-11-14T22:13:20.000Z',
    _sdc_event_name: 'REMOVE',
    _sdc_event_id: 'e-1',
    _sdc_event_time: '2023-11-14T22:13:20.000Z',
    _sdc_shard: 'shardId-000000000000',
    _sdc_sequence_number: expect.stringMatching(/^\d+$/),
    _sdc_time_to_live: true,
    _sdc_old_image: { id: 'a', note: 'x' },
  });
  expect(Object.keys(schemasOf(run)[0]?.properties ?? {})).toEqual(
    expect.arrayContaining(Object.keys(recordsOf(run)[0]?.record as object)),
  );
});

test('a deletion in a legacy global table stays one', async () => {
  const deleting = { 'aws:rep:deleting': { BOOL: true }, 'aws:rep:updatetime': { N: '1' } };
  const run = await tapOver([
    plainRecord({ newImage: { 'aws:rep:updateregion': { S: 'eu-west-1' } } }),
    plainRecord({ eventName: 'REMOVE' }),
    plainRecord({ eventName: 'MODIFY', newImage: deleting }),
  ]);
  expect(recordsOf(run).map(({ record }) => '_sdc_deleted_at' in (record as object))).toEqual([
    false,
    true,
    true,
  ]);
  expect(Object.keys(schemasOf(run)[0]?.properties ?? {})).toEqual(['id', ...Object.keys(OWN)]);
});

test.each([
  ['auto', 'dGVzdA=='],
  ['double', 'dGVzdA=='],
  ['single', 'ZEdWemRBPT0='],
])('binary_encoding: %s', async (binary_encoding, expected) => {
  const B = Buffer.from(Buffer.from('test').toString('base64')).toString('base64');
  const sizeBytes = 2 * 'ida'.length + 'btest'.length;
  const run = await tapOver([plainRecord({ newImage: { b: { B } }, sizeBytes })], { binary_encoding });
  expect(recordsOf(run)[0]?.record).toMatchObject({ b: expected });
});

describe('a second delivery of a change record', () => {
  const records = [1, 2, 1].map((n) => plainRecord({ eventID: `e${n}`, micros: START + n }));

  test('is left out, counted, and passed by the bookmark', async () => {
    const run = await tapOver(records);
    expect(recordsOf(run)).toHaveLength(2);
    expect(run.stderr).toContain('"metric":"duplicate_count","value":1');
    await using source = await sourceOf(records);
    const state = { bookmarks: { cdc: (run.state as { bookmarks: { cdc: object } }).bookmarks.cdc } };
    expect(recordsOf(await tapFrom(source.url, { state: state as never }))).toEqual([]);
  });

  test.each([0, 1])('is emitted behind a duplicate_window of %d', async (duplicate_window) => {
    expect(recordsOf(await tapOver(records, { duplicate_window }))).toHaveLength(3);
  });
});

describe('streams', () => {
  const records = ['orders', 'customers', 'orders-old'].map((table) => plainRecord({ table }));

  test('tables and stream_name_template choose and name them; the bookmark passes the others', async () => {
    const settings = { tables: ['orders*', '!*-old'], stream_name_template: '{stream}-{table}' };
    const run = await tapOver(records, settings);
    expect(recordsOf(run).map(({ stream }) => stream)).toEqual(['cdc-orders']);
    expect(run.stderr).toContain('"metric":"deselected_count","value":2');
    const { shards } = (run.state as { bookmarks: { cdc: { shards: Record<string, string> } } }).bookmarks
      .cdc;
    const all = (await tapOver(records)).state as { bookmarks: { cdc: { shards: object } } };
    expect(shards).toEqual(all.bookmarks.cdc.shards);
  });

  test('a template without {table} is refused', async () => {
    const run = await tapOver([], { stream_name_template: 'fixed' });
    expect(run).toMatchObject({ exitCode: 1, messages: [] });
    expect(run.stderr).toContain('"stream_name_template" lacks {table}');
  });
});

describe('schemas', () => {
  test('learned types widen, before the record that needs it, and not again after a restart', async () => {
    await using source = await sourceOf([plainRecord({ newImage: { n: { N: '1' } } })]);
    const first = await tapFrom(source.url);
    expect(schemasOf(first)[0]?.properties.n).toEqual({ type: ['number', 'null'] });
    source.put([plainRecord({ newImage: { n: { S: 'x' } } }), plainRecord({ newImage: { n: { N: '2' } } })]);
    const second = await tapFrom(source.url, { state: first.state });
    expect(second.messages.map(({ type }) => type)).toEqual(['STATE', 'SCHEMA', 'RECORD', 'RECORD', 'STATE']);
    expect(schemasOf(second)[0]?.properties.n).toEqual({ type: ['number', 'string', 'null'] });
    source.put([plainRecord({ newImage: { n: { N: '3' } } })]);
    const third = await tapFrom(source.url, { state: second.state });
    expect(schemasOf(third)).toEqual(schemasOf(second));
  });

  test('a file pins types and the order of the key; what it does not name is learned', async () => {
    using folder = temporaryFolder();
    const pinned = { type: 'string', format: 'date-time' };
    const file = { properties: { at: pinned, n: { type: ['number', 'null'] } }, key_properties: ['b', 'a'] };
    writeFileSync(join(folder.path, 'orders.json'), JSON.stringify(file));
    const keys = { a: { S: 'x' }, b: { S: 'y' } };
    const newImage = { at: { N: '5' }, n: { N: '1' }, note: { S: 'z' } };
    const run = await tapOver([plainRecord({ keys, newImage })], { schemas: folder.path });
    expect(schemasOf(run)).toEqual([
      {
        keys: ['b', 'a'],
        properties: {
          a: { type: ['string'] },
          b: { type: ['string'] },
          at: { anyOf: [pinned, { type: ['number', 'null'] }] },
          n: { type: ['number', 'null'] },
          note: STRING,
          ...OWN,
        },
      },
    ]);
  });

  test.each([
    ['a folder that does not exist', undefined, 'it does not exist'],
    ['a file that is not JSON', '{', 'it is not a file with one JSON object'],
    ['a file without properties', '{}', 'it has no object "properties"'],
  ])('%s is refused', async (_, content, reason) => {
    using folder = temporaryFolder();
    const schemas = join(folder.path, 'schemas');
    if (content !== undefined) {
      mkdirSync(schemas);
      writeFileSync(join(schemas, 'orders.json'), content);
    }
    const run = await tapOver([], { schemas });
    expect(run).toMatchObject({ exitCode: 1, messages: [] });
    expect(run.stderr).toContain('SCHEMAS_UNREADABLE');
    expect(run.stderr).toContain(reason);
  });
});

describe('--catalog', () => {
  const records = [
    plainRecord({ newImage: { n: { N: '1.5' }, secret: { S: 'x' }, fresh: { S: 'y' } } }),
    plainRecord({ table: 'customers' }),
    plainRecord({ table: 'unknown' }),
  ];
  const catalog = {
    streams: [
      {
        tap_stream_id: 'orders',
        schema: {
          properties: { id: { type: ['string'] }, n: { type: ['integer', 'null'] }, secret: STRING },
        },
        metadata: [
          { breadcrumb: [], metadata: { selected: true, 'table-key-properties': ['id'] } },
          { breadcrumb: ['properties', 'secret'], metadata: { selected: false } },
          { breadcrumb: ['properties', 'id'], metadata: { selected: false } },
        ],
      },
      { tap_stream_id: 'customers', metadata: [{ breadcrumb: [], metadata: { selected: false } }] },
    ],
  };

  test('selects streams and attributes; what it does not know is kept, and its types widen', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'catalog.json');
    writeFileSync(path, JSON.stringify(catalog));
    const run = await tapOver(records, {}, ['--catalog', path]);
    expect(recordsOf(run)).toMatchObject([{ stream: 'orders' }, { stream: 'unknown' }]);
    expect(recordsOf(run)[0]?.record).toEqual({
      id: 'a',
      n: 1.5,
      fresh: 'y',
      _sdc_sequence: expect.any(Number),
    });
    expect(schemasOf(run)[0]?.properties).toEqual({
      id: { type: ['string'] },
      n: { type: ['number', 'null'] },
      fresh: STRING,
      ...OWN,
    });
    expect(run.stderr).toContain('not in the catalog');
  });

  test('that is none is refused', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'catalog.json');
    writeFileSync(path, '{"streams": 1}');
    const run = await tapOver([], {}, ['--catalog', path]);
    expect(run).toMatchObject({ exitCode: 1, messages: [] });
    expect(run.stderr).toContain('CATALOG_INVALID');
  });
});

test('without DescribeTable the key keeps the order in which it was first seen', async () => {
  const [a, b] = [{ S: 'x' }, { S: 'y' }];
  await using source = await sourceOf([plainRecord({ keys: { b, a } }), plainRecord({ keys: { a, b } })]);
  const first = await tapFrom(source.url);
  expect(schemasOf(first).map(({ keys }) => keys)).toEqual([['b', 'a']]);
  expect(first.stderr).toContain('the order of the key attributes is not known from DynamoDB');
  source.put([plainRecord({ keys: { a, b } })]);
  const second = await tapFrom(source.url, { state: first.state });
  expect(schemasOf(second).map(({ keys }) => keys)).toEqual([['b', 'a']]);
});
