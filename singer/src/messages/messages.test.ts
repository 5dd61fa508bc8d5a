import { describe, expect, test } from 'vitest';
import { Decimal } from '../json/decimal.ts';
import { recordLineOf, schemaLine, stateLine } from './encode.ts';
import { parseMessage } from './parse.ts';

test('what is encoded is parsed back', () => {
  const schema = { type: 'object', properties: { id: { type: 'integer' } } };
  expect(parseMessage(schemaLine('a"b', schema, ['id']))).toEqual({
    type: 'SCHEMA',
    stream: 'a"b',
    schema,
    key_properties: ['id'],
  });
  const record = { id: new Decimal('12345678901234567890'), text: '{"type":"STATE"}' };
  expect(parseMessage(recordLineOf('a"b')(record, '2024-01-02T03:04:05.678Z'))).toEqual({
    type: 'RECORD',
    stream: 'a"b',
    record,
    time_extracted: '2024-01-02T03:04:05.678Z',
  });
  expect(parseMessage(stateLine({ bookmarks: { a: null } }))).toEqual({
    type: 'STATE',
    value: { bookmarks: { a: null } },
  });
});

describe('parseMessage', () => {
  test('a stream without a key has none, however the tap says it', () => {
    for (const keys of ['', ',"key_properties":null', ',"key_properties":[]']) {
      const line = `{"type":"SCHEMA","stream":"s","schema":{}${keys}}`;
      expect(parseMessage(line)).toMatchObject({ key_properties: [] });
    }
  });

  test.each([
    ['', 'not valid JSON'],
    ['[]', 'not a JSON object'],
    ['"RECORD"', 'not a JSON object'],
    ['{}', 'unknown message type of none'],
    ['{"type":"RECORDS"}', 'unknown message type "RECORDS"'],
    ['{"type":"RECORD","record":{}}', '"stream" is missing'],
    ['{"type":"RECORD","stream":1,"record":{}}', '"stream" is not a string'],
    ['{"type":"RECORD","stream":"s"}', '"record" is missing'],
    ['{"type":"RECORD","stream":"s","record":[]}', '"record" is not an object'],
    ['{"type":"SCHEMA","stream":"s","schema":null}', '"schema" is not an object'],
    ['{"type":"SCHEMA","stream":"s","schema":{},"key_properties":"id"}', 'not an array of strings'],
    ['{"type":"STATE"}', '"value" is missing'],
  ])('%j: %s', (line, reason) => {
    expect(() => parseMessage(line)).toThrow(reason);
  });
});
