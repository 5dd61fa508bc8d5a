import { expect, test } from 'vitest';
import { MalformedMessage } from './members.ts';
import { parseMessage } from './parse.ts';

const BATCH = { type: 'BATCH', stream: 's', encoding: { format: 'jsonl' }, manifest: ['file:///a'] };

test('ACTIVATE_VERSION names a version of the table', () => {
  const message = { type: 'ACTIVATE_VERSION', stream: 's', version: 1541199424491, sequence: 7 };
  expect(parseMessage(JSON.stringify(message))).toEqual(message);
});

test('BATCH names its files and how they are written', () => {
  expect(parseMessage(JSON.stringify(BATCH))).toEqual({
    ...BATCH,
    encoding: { format: 'jsonl', compression: undefined },
  });
  const encoding = { format: 'jsonl', compression: 'gzip' };
  expect(parseMessage(JSON.stringify({ ...BATCH, encoding }))).toEqual({ ...BATCH, encoding });
});

test.each([
  [{ type: 'ACTIVATE_VERSION', stream: 's', version: '1' }, '"version" is not an integer'],
  [{ type: 'ACTIVATE_VERSION', stream: 's', version: 1.5 }, '"version" is not an integer'],
  [{ ...BATCH, encoding: {} }, '"encoding" has no format'],
  [{ ...BATCH, manifest: undefined }, '"manifest" is missing'],
  [{ ...BATCH, manifest: 'file:///a' }, '"manifest" is not an array of strings'],
])('%j: %s', (message, reason) => {
  expect(() => parseMessage(JSON.stringify(message))).toThrow(reason);
});

test('what a refused line is decides whether it may go to the dead-letter file', () => {
  const whatOf = (line: string): unknown => {
    try {
      return parseMessage(line);
    } catch (error) {
      return error instanceof MalformedMessage ? error.what : error;
    }
  };
  expect(whatOf('{"type":')).toBe('unreadable');
  expect(whatOf('[]')).toBe('unreadable');
  expect(whatOf('{"type":"RECORD","stream":"s","record":1}')).toBe('record');
  expect(whatOf('{"type":"RECORD","record":{}}')).toBe('protocol');
  expect(whatOf('{"type":"SCHEMA","stream":"s"}')).toBe('protocol');
});
