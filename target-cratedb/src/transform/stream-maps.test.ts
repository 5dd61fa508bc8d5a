import type { JsonObject } from '@cdc-relay/singer';
import { describe, expect, test } from 'vitest';
import { readStreamMaps } from './read-stream-maps.ts';
import { constantSchema, mapProperties, type StreamMap } from './stream-map.ts';

const mapOf = (map: JsonObject): StreamMap => readStreamMaps({ s: map }).of('s') as StreamMap;

test('properties are dropped, copied and set', () => {
  const map = mapOf({
    secret: null,
    also_secret: '__NULL__',
    mail: 'email',
    other: "_['an odd name']",
    source: "'crm'",
    number: '4.5',
    one: 1,
    yes: 'True',
    missing: 'nowhere',
  });
  const record = { id: 1, secret: 2, also_secret: 3, email: 'e', 'an odd name': 5 };
  const mapped = { id: 1, email: 'e', 'an odd name': 5, mail: 'e', other: 5 };
  expect(mapProperties(record, map, ['id'])).toEqual({
    ...mapped,
    source: 'crm',
    number: 4.5,
    one: 1,
    yes: true,
  });
  expect(mapProperties({ id: {} }, map, ['id'], constantSchema)).toEqual({
    id: {},
    source: { type: 'string' },
    number: { type: 'number' },
    one: { type: 'integer' },
    yes: { type: 'boolean' },
  });
});

test('a rename is a copy and a drop', () => {
  const map = mapOf({ new: 'old', old: null });
  expect(mapProperties({ id: 1, old: 2 }, map, ['id'])).toEqual({ id: 1, new: 2 });
});

test('__else__ drops what is not mentioned, but neither the key nor what is said about the row', () => {
  const map = mapOf({ kept: 'kept', __else__: null });
  const record = { id: 1, kept: 2, x: 3, _sdc_sequence: 4, _sdc_deleted_at: null };
  expect(mapProperties(record, map, ['id'])).toEqual({
    id: 1,
    kept: 2,
    _sdc_sequence: 4,
    _sdc_deleted_at: null,
  });
});

test('streams are kept, dropped and renamed', () => {
  const maps = readStreamMaps({
    a: null,
    b: { __filter__: 'False' },
    c: { __alias__: 'd' },
    e: { __filter__: true },
  });
  expect([maps.of('a'), maps.of('b'), maps.of('other')]).toEqual([null, null, undefined]);
  expect(maps.of('c')).toMatchObject({ alias: 'd' });
  expect(maps.of('e')).toMatchObject({ alias: undefined });
  const others = readStreamMaps({ a: {}, __else__: '__NULL__' });
  expect([others.of('a'), others.of('b')]).toMatchObject([{ keepsOthers: true }, null]);
});

test('another key', () => {
  expect(mapOf({ __key_properties__: ['a', 'b'] }).keyProperties).toEqual(['a', 'b']);
  expect(mapOf({ __key_properties__: null }).keyProperties).toEqual([]);
  expect(mapOf({}).keyProperties).toBeUndefined();
});

describe('what is not supported is named', () => {
  test.each<[JsonObject, string]>([
    [{ s: { total: 'price * amount' } }, 'stream_maps.s.total'],
    [{ s: { hash: 'md5(email)' } }, 'stream_maps.s.hash'],
    [{ s: { a: { b: 1 } } }, 'stream_maps.s.a'],
    [{ s: { __filter__: "status == 'x'" } }, 'stream_maps.s.__filter__'],
    [{ s: { __source__: 'other' } }, 'stream_maps.s.__source__'],
    [{ s: { __alias__: 5 } }, 'stream_maps.s.__alias__'],
    [{ s: { __key_properties__: [1] } }, 'stream_maps.s.__key_properties__'],
    [{ s: { __key_properties__: 'id' } }, 'stream_maps.s.__key_properties__'],
    [{ s: { __else__: 'x' } }, 'stream_maps.s.__else__'],
    [{ s: 5 }, 'stream_maps.s'],
    [{ __else__: {} }, 'stream_maps.__else__'],
  ])('%j', (setting, path) => {
    expect(() => readStreamMaps(setting)).toThrow(`"${path}"`);
  });
});
