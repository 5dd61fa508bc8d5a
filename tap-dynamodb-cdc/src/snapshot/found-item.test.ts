import { stringifyJson } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { foundItem, keyAlone } from './found-item.ts';

const KEY = { h: { B: Uint8Array.of(1, 2, 255) }, r: { N: '1e3' } };
const TABLE = { name: 't', keys: ['h', 'r'], exampleKey: KEY, version: 1, sequence: 5 };

test('an item becomes plain values, every type of them', () => {
  const item = {
    r: KEY.r,
    h: KEY.h,
    exact: { N: '12345678901234567890123456789012345678' },
    set: { NS: ['10', '9', '1.5'] },
    bytes: { BS: [Uint8Array.of(9), Uint8Array.of(1)] },
    deep: { M: { list: { L: [{ NULL: true as const }, { BOOL: false }, { SS: ['b', 'a'] }] } } },
  };
  const event = foundItem(item, TABLE);
  expect(event).toMatchObject({ eventName: 'SNAPSHOT', table: 't', micros: 5 });
  expect(stringifyJson(event?.keys ?? null)).toBe('{"h":"AQL/","r":1000}');
  expect(stringifyJson(event?.newImage ?? null)).toBe(
    '{"r":1000,"h":"AQL/","exact":12345678901234567890123456789012345678,"set":[1.5,9,10],"bytes":["AQ==","CQ=="],"deep":{"list":[null,false,["a","b"]]}}',
  );
});

test('what global tables add is left out, and so is what another region deletes', () => {
  const event = foundItem({ ...KEY, 'aws:rep:updatetime': { N: '1' } }, TABLE);
  expect(Object.keys(event?.newImage ?? {})).toEqual(['h', 'r']);
  expect(foundItem({ ...KEY, 'aws:rep:deleting': { BOOL: true } }, TABLE)).toBeUndefined();
});

test('an item without the key is refused', () => {
  expect(() => foundItem({ h: KEY.h }, TABLE)).toThrow('lacks the key attribute "r"');
});

test('a table without items has the types of its key', () => {
  expect(keyAlone(TABLE)).toMatchObject({ table: 't', keys: { h: 'AQL/' }, newImage: { h: 'AQL/' } });
});
