import { parseJson } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import {
  arrayType,
  BIGINT,
  type ColumnType,
  DOUBLE,
  FREE,
  objectType,
  TEXT,
  TIMESTAMP,
} from '../column/column-type.ts';
import { sameAnywhere, sameValue } from './same-value.ts';

const NUMERIC: ColumnType = { kind: 'numeric', precision: 38, scale: 2 };

test.each<[string, string, ColumnType | undefined]>([
  ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678', undefined],
  ['1.50', '1.5', NUMERIC],
  ['9007199254740993', '9007199254740993', BIGINT],
  ['1e-6', '0.000001', DOUBLE],
  ['"2026-01-02T03:04:05.678Z"', '"2026-01-02 03:04:05.678+00"', TIMESTAMP],
  ['"2026-01-02T03:04:05.678Z"', '1767323045678', TIMESTAMP],
  ['["a","b"]', '["a","b"]', arrayType(TEXT)],
  ['{"n":1,"gone":null}', '{"n":1}', objectType([['n', BIGINT]])],
  ['{"deep":[{"n":1.0}]}', '{"deep":[{"n":1}]}', FREE],
  ['null', 'null', TEXT],
])('%s and %s are the same', (wanted, found, type) => {
  expect(sameValue(parseJson(wanted), parseJson(found), type)).toBe(true);
});

test.each<[string, string, ColumnType | undefined]>([
  ['12345678901234567890123456789012345678', '12345678901234567890123456789012345679', undefined],
  ['9007199254740993', '9007199254740992', BIGINT],
  ['"5"', '5', undefined],
  ['"a"', '"A"', TEXT],
  ['"a"', 'null', TEXT],
  ['null', '0', DOUBLE],
  ['["a","b"]', '["a"]', arrayType(TEXT)],
  ['["a","b"]', '["b","a"]', arrayType(TEXT)],
  ['{"n":1}', '{"m":1}', FREE],
  ['true', '"true"', undefined],
])('%s and %s are different', (wanted, found, type) => {
  expect(sameValue(parseJson(wanted), parseJson(found), type)).toBe(false);
});

test('a number that overflowed as text is the same number', () => {
  expect(sameAnywhere(parseJson('12345678901234567890123'), '12345678901234567890123')).toBe(true);
  expect(sameAnywhere(parseJson('{"n":[1.50]}'), parseJson('{"n":["1.5"]}'))).toBe(true);
  expect(sameAnywhere(parseJson('12345678901234567890123'), '12345678901234567890124')).toBe(false);
});
