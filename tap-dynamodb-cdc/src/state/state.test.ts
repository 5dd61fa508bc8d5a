import { type JsonObject, type JsonValue, stringifyJson } from '@cdc-relay/singer';
import { describe, expect, test } from 'vitest';
import type { SecondMemory } from '../emit/second-versions.ts';
import { RecordFormat } from '../record/format.ts';
import { NOTHING_DECLARED } from '../stream-schema/declaration.ts';
import type { Shape } from '../stream-schema/shape.ts';
import { TableStream } from '../tables/table-stream.ts';
import { MAX_PLAIN_SHARDS, packed } from './pack.ts';
import { parseState } from './parse.ts';
import { type ReadShards, stateValue } from './state.ts';

const format = new RecordFormat({
  recordLayout: 'attributes',
  cdcMetadata: false,
  oldImage: false,
  sequenceOrder: false,
  ofTableStreams: false,
});
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
  const seconds = {
    counts: new Map([['shardId-000000000001', [[1_700_000_000_000_000, 7] as const]]]),
    last: [{ item: 'i', version: 1_700_000_000_000_006, sequenceNumber: '0017' }],
  };
  const tables = new Map([['__proto__', orders]]);
  const remembered = { ties, seconds, snapshots: new Map() };
  const value = through(stateValue('cdc', { bookmarks, times }, tables, remembered));
  const state = parseState(value, 'cdc');
  expect(state.bookmarks).toEqual(bookmarks);
  expect(state.times).toEqual(times);
  expect(state.ties).toEqual(ties);
  expect(state.seconds).toEqual(seconds);
  const memory = state.tables.get('__proto__');
  expect(memory?.keys).toEqual(['id', 'at']);
  expect(tableOf('orders', ['id', 'at'], memory?.shape).announcement()).toEqual(orders.announcement());
});

describe('a state of many shards', () => {
  const read = (count: number) => readShards(count, randomDigits());
  const none = { ties: { overtaken: [], last: [] }, snapshots: new Map() };
  const stateOf = (count: number, seconds: SecondMemory = { counts: new Map(), last: [] }): JsonValue => {
    const tables = new Map([['orders', tableOf('orders', ['id'])]]);
    return through(stateValue('cdc', read(count), tables, { ...none, seconds }));
  };

  test('is read back, and is small', () => {
    const seconds = {
      counts: new Map([['shardId-000000000007', [[1_700_000_000_000_000, 7] as const]]]),
      last: [],
    };
    const value = stateOf(2_000, seconds);
    expect(parseState(value, 'cdc')).toMatchObject({ ...read(2_000), seconds });
    // 58 bytes a shard, most of them the digits of sequence numbers; 180 in plain text.
    expect(stringifyJson(value).length).toBeLessThan(2_000 * 65);
  });

  test('the target finds its tables', () => {
    const { cdc } = (stateOf(2_000) as { bookmarks: { cdc: JsonObject } }).bookmarks;
    expect(Object.keys(cdc)).toEqual(['version', 'packed', 'tables']);
    expect(cdc).toMatchObject({ version: 2, tables: { orders: { key_properties: ['id'] } } });
  });

  test('is the same text while nothing changes, so that it is not printed twice', () => {
    expect(stateOf(2_000)).toEqual(stateOf(2_000));
  });

  test.each([
    [MAX_PLAIN_SHARDS, 1],
    [MAX_PLAIN_SHARDS + 1, 2],
  ])('of %d shards it has version %d', (count, version) => {
    expect(stateOf(count)).toMatchObject({ bookmarks: { cdc: { version } } });
  });

  test('that an older version of the program has printed is read', () => {
    const { bookmarks, times } = read(2_000);
    const shards = Object.fromEntries(bookmarks);
    const written = Object.fromEntries(
      [...times].map(([id, { arrived = 0 }]) => [id, { arrived: new Date(arrived).toISOString() }]),
    );
    const cdc = { version: 1, shards, times: written, tables: {} };
    expect(parseState({ bookmarks: { cdc } }, 'cdc')).toMatchObject({ bookmarks, times });
  });
});

/** Bookmarks as Kinesis writes them, and times of arrival. */
function readShards(count: number, digits: (length: number) => string): ReadShards {
  const ids = Array.from({ length: count }, (_, n) => `shardId-${String(n).padStart(12, '0')}`);
  return {
    bookmarks: new Map(ids.map((id) => [id, `4968061719${digits(46)}`])),
    times: new Map(ids.map((id) => [id, { arrived: 1_700_000_000_000 + Number(digits(7)) }])),
  };
}

/** Digits that look random, the same ones each time. */
function randomDigits(): (length: number) => string {
  let state = 1;
  const next = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % 10;
  };
  return (length) => Array.from({ length }, next).join('');
}

test.each([
  [{}],
  [{ bookmarks: {} }],
  [{ bookmarks: null }],
  [{ type: 'STATE', value: {} }],
  [{ singer_state: {} }],
  [{ singer_state: null }],
  [{ singer_state: { bookmarks: {} } }],
  [{ completed: {}, partial: {} }],
])('%j says nothing', (value) => {
  expect(parseState(through(value), 'cdc')).toEqual({
    bookmarks: new Map(),
    times: new Map(),
    tables: new Map(),
    ties: { overtaken: [], last: [] },
    seconds: { counts: new Map(), last: [] },
    snapshots: new Map(),
  });
});

describe('a state is found in the wrappings of other tools', () => {
  const of = (number: string) => ({ bookmarks: { cdc: { version: 1, shards: { a: number } } } });
  const state = of('7');
  test.each([
    ['a STATE message', { type: 'STATE', value: state }],
    ['what meltano state get prints', { singer_state: state }],
    ['what Meltano stores', { completed: { singer_state: state }, partial: {} }],
    [
      'with a later run that failed',
      { completed: { singer_state: of('5') }, partial: { singer_state: state } },
    ],
    ['of a first run that failed', { partial: { singer_state: state } }],
    ['a STATE message that was stored', { singer_state: { type: 'STATE', value: state } }],
    ['other members beside', { ...state, currently_syncing: null }],
  ])('%s', (_, value) => {
    expect(parseState(through(value), 'cdc').bookmarks).toEqual(new Map([['a', '7']]));
  });
});

describe('what is not understood is refused', () => {
  const stream = (members: object) => ({ bookmarks: { cdc: { version: 1, ...members } } });
  const whole = (members: object) => stream({ shards: {}, ...members });
  test.each([
    [{ bookmarks: [] }, 'STATE_INVALID'],
    [{ value: { bookmarks: {} } }, 'STATE_INVALID'],
    [{ state: { bookmarks: {} } }, 'STATE_INVALID'],
    [{ type: 'STATE' }, 'STATE_INVALID'],
    [{ type: 'STATE', value: [] }, 'STATE_INVALID'],
    [{ type: 'RECORD', record: {} }, 'STATE_INVALID'],
    [{ singer_state: { cdc: { version: 1, shards: {} } } }, 'STATE_INVALID'],
    [{ singer_state: '{"bookmarks": {}}' }, 'STATE_INVALID'],
    [{ cdc: { version: 1, shards: {} } }, 'STATE_INVALID'],
    [{ shards: {} }, 'STATE_INVALID'],
    [{ completed: { singer_state: { x: 1 } } }, 'STATE_INVALID'],
    [stream({}), 'STATE_INVALID'],
    [{ bookmarks: { cdc: 'x' } }, 'STATE_INVALID'],
    [{ bookmarks: { other: {} } }, 'STATE_OF_OTHER_STREAM'],
    [{ bookmarks: { cdc: { version: 1, shards: {} }, other: {} } }, 'STATE_OF_OTHER_STREAM'],
    [{ bookmarks: { cdc: {} } }, 'STATE_VERSION_UNKNOWN'],
    [{ bookmarks: { cdc: { version: 3 } } }, 'STATE_VERSION_UNKNOWN'],
    [{ bookmarks: { cdc: { version: 2 } } }, 'STATE_INVALID'],
    [{ bookmarks: { cdc: { version: 2, packed: 'not gzip' } } }, 'STATE_INVALID'],
    [{ bookmarks: { cdc: { version: 2, packed: packed({}) } } }, 'STATE_INVALID'],
    [{ bookmarks: { cdc: { version: 2, packed: packed({ shards: { a: 'LATEST' } }) } } }, 'STATE_INVALID'],
    [stream({ shards: [] }), 'STATE_INVALID'],
    [stream({ shards: { a: 'LATEST' } }), 'STATE_INVALID'],
    [whole({ times: { a: { arrived: 'then' } } }), 'STATE_INVALID'],
    [whole({ times: { a: 1 } }), 'STATE_INVALID'],
    [whole({ ties: { overtaken: [1] } }), 'STATE_INVALID'],
    [whole({ ties: { last: [{ item: 'i' }] } }), 'STATE_INVALID'],
    [whole({ tables: { t: {} } }), 'STATE_INVALID'],
    [whole({ tables: { t: { key_properties: [], properties: {} } } }), 'STATE_INVALID'],
    [whole({ tables: { t: { key_properties: ['id'], properties: { id: 1 } } } }), 'STATE_INVALID'],
  ])('%j: %s', (value, code) => {
    expect(() => parseState(through(value as JsonValue), 'cdc')).toThrow(expect.objectContaining({ code }));
  });
});
