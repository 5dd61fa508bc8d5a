import { expect, test } from 'vitest';
import { type KeyedTable, keyOfLine } from './key-lines.ts';

const table: KeyedTable = {
  keys: ['id', 'n'],
  keyFrom: ([id = '', n = '']) => ({ id: { S: id }, n: { N: n } }),
};
const binary: KeyedTable = {
  keys: ['b'],
  keyFrom: ([b = '']) => ({ b: { B: Buffer.from(b, 'base64') } }),
};
const EXACT = '12345678901234567890123456789012345678';

test.each([
  [`{"id":"a","n":${EXACT}}`, { id: { S: 'a' }, n: { N: EXACT } }],
  [`{"n":"${EXACT}","id":"a"}`, { id: { S: 'a' }, n: { N: EXACT } }],
  ['{"id":{"S":"a"},"n":{"N":"1.5"}}', { id: { S: 'a' }, n: { N: '1.5' } }],
  ['["a","7"]', { id: { S: 'a' }, n: { N: '7' } }],
  ['{"id":"12","n":1}', { id: { S: '12' }, n: { N: '1' } }],
])('%s is a key', (line, key) => {
  expect(keyOfLine(line, table)).toEqual(key);
});

test.each(['["AAH/"]', '{"b":"AAH/"}', '{"b":{"B":"AAH/"}}'])('%s is a binary key', (line) => {
  expect(keyOfLine(line, binary)).toEqual({ b: { B: Buffer.from([0, 1, 255]) } });
});

test.each([
  ['{"id":"a"', 'it is not JSON'],
  ['"a"', 'it is neither an object nor an array'],
  ['{"id":"a"}', '"n" is missing'],
  ['{"id":"a","n":1,"x":2}', '"x" is no attribute of the key'],
  ['["a"]', 'it has 1 values, and the key 2'],
  ['{"id":"a","n":"b"}', '"n" is no number'],
  ['{"id":"","n":1}', '"id" is no text'],
  ['{"id":5,"n":1}', '"id" is no text'],
  ['{"id":null,"n":1}', '"id" is no text or number'],
  ['{"id":{"N":"5"},"n":1}', '"id" is no text'],
  ['{"id":["a"],"n":1}', '"id" is no text or number'],
])('%s is none: %s', (line, reason) => {
  expect(keyOfLine(line, table)).toBe(reason);
});
