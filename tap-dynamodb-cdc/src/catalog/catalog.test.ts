import type { JsonObject, JsonValue } from '@cdc-relay/singer';
import { describe, expect, test } from 'vitest';
import { ALL_WANTED, unmet } from '../stream-schema/unwanted.ts';
import { catalogOf } from './catalog.ts';
import { readCatalog } from './selection.ts';
import { streamNames } from './stream-name.ts';
import { tableFilter } from './table-filter.ts';

const STRING = { type: ['string', 'null'] };
const orders = {
  name: 'orders',
  keyProperties: ['id'],
  schemaProperties: () => ({
    id: { type: ['string'] },
    note: STRING,
    _sdc_sequence: { type: ['integer', 'null'] },
  }),
};

const through = (value: object): JsonObject => JSON.parse(JSON.stringify(value));

test('a catalog names key, replication and what may be selected', () => {
  expect(catalogOf([{ ...orders, name: 'z' }, orders]).streams.map((stream) => stream.tap_stream_id)).toEqual(
    ['orders', 'z'],
  );
  expect(catalogOf([orders]).streams[0]).toEqual({
    tap_stream_id: 'orders',
    stream: 'orders',
    key_properties: ['id'],
    replication_method: 'LOG_BASED',
    schema: { type: 'object', properties: orders.schemaProperties() },
    metadata: [
      {
        breadcrumb: [],
        metadata: {
          inclusion: 'available',
          'selected-by-default': true,
          'table-key-properties': ['id'],
          'forced-replication-method': 'LOG_BASED',
        },
      },
      { breadcrumb: ['properties', 'id'], metadata: { inclusion: 'automatic', 'selected-by-default': true } },
      {
        breadcrumb: ['properties', 'note'],
        metadata: { inclusion: 'available', 'selected-by-default': true },
      },
      {
        breadcrumb: ['properties', '_sdc_sequence'],
        metadata: { inclusion: 'automatic', 'selected-by-default': true },
      },
    ],
  });
});

test('what was discovered selects everything', () => {
  const entry = readCatalog(through(catalogOf([orders]))).get('orders');
  expect(entry?.selected).toBe(true);
  expect(entry?.declaration).toEqual({
    pinned: {},
    expected: orders.schemaProperties(),
    keyProperties: ['id'],
    unwanted: ALL_WANTED,
  });
});

describe('selection', () => {
  const read = (stream: object) =>
    readCatalog(through({ streams: [{ tap_stream_id: 's', ...stream }] })).get('s');
  const root = (metadata: object) => ({ metadata: [{ breadcrumb: [], metadata }] });

  test.each<[object, boolean]>([
    [{}, true],
    [{ selected: false }, false],
    [root({ selected: false }), false],
    [root({ selected: true, 'selected-by-default': false }), true],
    [root({ 'selected-by-default': false }), false],
    [root({ selected: null }), true],
    [root({ inclusion: 'unsupported', selected: true }), false],
    [{ selected: false, ...root({ selected: true }) }, true],
  ])('stream %j: %s', (stream, expected) => {
    expect(read(stream)?.selected).toBe(expected);
  });

  test.each<[object, string[]]>([
    [{ selected: null }, []],
    [{ selected: false }, ['note']],
    [{ selected: true }, []],
    [{ inclusion: 'automatic', selected: false }, []],
    [{ inclusion: 'unsupported' }, ['note']],
    [{ 'selected-by-default': false }, ['note']],
  ])('attribute %j: deselected %j', (metadata, expected) => {
    const stream = { metadata: [{ breadcrumb: ['properties', 'note'], metadata }] };
    const { unwanted = ALL_WANTED } = read(stream)?.declaration ?? {};
    expect([...unwanted.members].flatMap(([name, { all }]) => (all ? [name] : []))).toEqual(expected);
  });

  test('at any depth, and what has no form of a breadcrumb', () => {
    const breadcrumbs = [
      ['properties', 'address', 'properties', 'street'],
      ['properties', 'lines', 'items', 'properties', 'price'],
      ['properties', 'items', 'items', 'items'],
      ['properties', 'properties'],
    ];
    const strange = [
      ['properties'],
      ['note'],
      ['properties', 'note', 'text'],
      ['properties', 'a', 'properties'],
    ];
    const metadata = [...breadcrumbs, ...strange].map((breadcrumb) => ({
      breadcrumb,
      metadata: { selected: false },
    }));
    const stream = read({ metadata });
    expect(unmet(stream?.declaration.unwanted ?? ALL_WANTED).map((part) => part.breadcrumb)).toEqual(
      breadcrumbs,
    );
    expect(stream?.strange).toEqual(strange);
  });

  test.each<[JsonValue]>([
    [{}],
    [{ streams: {} }],
    [{ streams: [{}] }],
    [{ streams: [{ stream: 's', metadata: {} }] }],
    [{ streams: [{ stream: 's', metadata: ['note'] }] }],
    [{ streams: [{ stream: 's', metadata: [{ breadcrumb: 'properties.note', metadata: {} }] }] }],
    [{ streams: [{ stream: 's', metadata: [{ breadcrumb: [], metadata: { selected: 'false' } }] }] }],
  ])('%j is refused', (catalog) => {
    expect(() => readCatalog(catalog as JsonObject)).toThrow(
      expect.objectContaining({ code: 'CATALOG_INVALID' }),
    );
  });
});

describe('tables', () => {
  test.each([
    [[], ['orders', 'orders-old', 'x.y']],
    [['orders'], ['orders']],
    [['orders*'], ['orders', 'orders-old']],
    [
      ['*', '!orders'],
      ['orders-old', 'x.y'],
    ],
    [['!*-old'], ['orders', 'x.y']],
    [['!orders*', 'orders*'], []],
    [['?.?'], ['x.y']],
    [['x?y', 'order'], ['x.y']],
    [['x[.]y'], []],
  ])('%j', (patterns, expected) => {
    expect(['orders', 'orders-old', 'x.y'].filter(tableFilter(patterns))).toEqual(expected);
  });
});

describe('stream_name_template', () => {
  test.each([
    ['{table}', 'orders'],
    ['dynamodb-{table}', 'dynamodb-orders'],
    ['{stream}_{table}', 'cdc_orders'],
    ['{table}/{table}', 'orders/orders'],
  ])('%s: %s', (template, expected) => {
    expect(streamNames(template, 'cdc')('orders')).toBe(expected);
  });

  test('a table is not taken for a placeholder', () => {
    expect(streamNames('{stream}-{table}', '{table}')('{stream}')).toBe('{table}-{stream}');
  });

  test.each([
    ['fixed', 'lacks {table}'],
    ['{table}-{shard}', 'unknown placeholder {shard}'],
  ])('%s is refused', (template, reason) => {
    expect(() => streamNames(template, 'cdc')).toThrow(reason);
  });
});
