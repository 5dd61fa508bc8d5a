import { type JsonValue, stringifyJson } from '@cdc-relay/singer';
import { describe, expect, test } from 'vitest';
import { RecordFormat } from '../record/format.ts';
import { TableStream } from '../run/table-stream.ts';
import { NOTHING_DECLARED } from '../stream-schema/declaration.ts';
import type { Shape } from '../stream-schema/shape.ts';
import { parseState } from './parse.ts';
import { stateValue } from './state.ts';

const format = new RecordFormat({ record_layout: 'attributes', cdc_metadata: false, old_image: false });
const tableOf = (name: string, keys: string[], shape?: Shape): TableStream =>
  new TableStream({ name, keys, format, declaration: NOTHING_DECLARED, shape });

const through = (value: JsonValue): JsonValue => JSON.parse(stringifyJson(value));

test('what is written is read back', () => {
  const orders = tableOf('orders', ['id', 'at']);
  orders.learn({ id: 1, at: 'x', lines: [{ price: 1.5 }] });
  const bookmarks = new Map([
    ['shardId-000000000000', 'SHARD_END'],
    ['shardId-000000000001', '49645098540654321098765432109876543210987654321098765432'],
  ]);
  const times = new Map([['shardId-000000000001', { arrived: 1_700_000_000_123, until: 1_700_000_900_000 }]]);
  const ties = { overtaken: ['e'], last: [{ item: 'i', micros: 1_700_000_000_123_000, identity: 'f' }] };
  const tables = new Map([['__proto__', orders]]);
  const value = through(stateValue('cdc', { bookmarks, times }, tables, { ties, snapshots: new Map() }));
  const state = parseState(value, 'cdc');
  expect(state.bookmarks).toEqual(bookmarks);
  expect(state.times).toEqual(times);
  expect(state.ties).toEqual(ties);
  const memory = state.tables.get('__proto__');
  expect(memory?.keys).toEqual(['id', 'at']);
  expect(tableOf('orders', ['id', 'at'], memory?.shape).announcement()).toEqual(orders.announcement());
});

test.each([[{}], [{ bookmarks: {} }], [{ bookmarks: null }]])('%j says nothing', (value) => {
  expect(parseState(through(value), 'cdc')).toEqual({
    bookmarks: new Map(),
    times: new Map(),
    tables: new Map(),
    ties: { overtaken: [], last: [] },
    snapshots: new Map(),
  });
});

describe('what is not understood is refused', () => {
  const stream = (members: object) => ({ bookmarks: { cdc: { version: 1, ...members } } });
  test.each([
    [{ bookmarks: [] }, 'STATE_INVALID'],
    [{ bookmarks: { cdc: 'x' } }, 'STATE_INVALID'],
    [{ bookmarks: { other: {} } }, 'STATE_OF_OTHER_STREAM'],
    [{ bookmarks: { cdc: { version: 1 }, other: {} } }, 'STATE_OF_OTHER_STREAM'],
    [{ bookmarks: { cdc: {} } }, 'STATE_VERSION_UNKNOWN'],
    [{ bookmarks: { cdc: { version: 2 } } }, 'STATE_VERSION_UNKNOWN'],
    [stream({ shards: [] }), 'STATE_INVALID'],
    [stream({ shards: { a: 'LATEST' } }), 'STATE_INVALID'],
    [stream({ times: { a: { arrived: 'then' } } }), 'STATE_INVALID'],
    [stream({ times: { a: 1 } }), 'STATE_INVALID'],
    [stream({ ties: { overtaken: [1] } }), 'STATE_INVALID'],
    [stream({ ties: { last: [{ item: 'i' }] } }), 'STATE_INVALID'],
    [stream({ tables: { t: {} } }), 'STATE_INVALID'],
    [stream({ tables: { t: { key_properties: [], properties: {} } } }), 'STATE_INVALID'],
    [stream({ tables: { t: { key_properties: ['id'], properties: { id: 1 } } } }), 'STATE_INVALID'],
  ])('%j: %s', (value, code) => {
    expect(() => parseState(through(value as JsonValue), 'cdc')).toThrow(expect.objectContaining({ code }));
  });
});
