import { describe, expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { BIN, run } from '../support/programs/run.ts';
import { load, rowsById, statesIn } from './load.ts';
import { type InputLine, recordMessage, schemaMessage, stateMessage, stateOf, textOf } from './messages.ts';

const SCHEMA = schemaMessage('s', { id: 'integer', name: 'string' });
const record = (id: unknown): object => recordMessage('s', { id, name: 'x' });
const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

describe.concurrent('a fault names line, stream and reason; what came before it is loaded', () => {
  test.for<[string, InputLine, string]>([
    ['half a line', '{"type":"RECORD","stream":"s","rec', 'Line 4, stream "s": not valid JSON'],
    ['no object', '[1]', 'Line 4: not a JSON object'],
    [
      'nested too deep',
      `{"type":"RECORD","stream":"s","record":{"id":3,"name":${deep(50_000)}}}`,
      'Line 4, stream "s": ',
    ],
    [
      'an unknown type',
      { type: 'RECORDS', stream: 's' },
      'Line 4, stream "s": unknown message type "RECORDS"',
    ],
    ['no type', { stream: 's' }, 'Line 4, stream "s": unknown message type of none'],
    [
      'a type that every object inherits',
      { type: 'constructor' },
      'Line 4: unknown message type "constructor"',
    ],
    [
      'a RECORD before its SCHEMA',
      recordMessage('t', { id: 1 }),
      'Line 4, stream "t": RECORD before its SCHEMA',
    ],
    [
      'a BATCH before its SCHEMA',
      { type: 'BATCH', stream: 't', encoding: { format: 'jsonl' }, manifest: [] },
      'Line 4, stream "t": BATCH before its SCHEMA',
    ],
    [
      'an ACTIVATE_VERSION before its SCHEMA',
      { type: 'ACTIVATE_VERSION', stream: 't', version: 1 },
      'Line 4, stream "t": ACTIVATE_VERSION before its SCHEMA',
    ],
    [
      'a RECORD without record',
      { type: 'RECORD', stream: 's' },
      'Line 4, stream "s": RECORD: "record" is missing',
    ],
    ['a RECORD without stream', { type: 'RECORD', record: {} }, 'Line 4: "RECORD": "stream" is missing'],
    [
      'a SCHEMA without schema',
      { type: 'SCHEMA', stream: 's' },
      'Line 4, stream "s": "SCHEMA": "schema" is missing',
    ],
    ['a STATE without value', { type: 'STATE' }, 'Line 4: "STATE": "value" is missing'],
    [
      'an ACTIVATE_VERSION without version',
      { type: 'ACTIVATE_VERSION', stream: 's' },
      'Line 4, stream "s": "ACTIVATE_VERSION": "version" is missing',
    ],
    ['a missing key', recordMessage('s', { name: 'x' }), 'Line 4, stream "s": key property "id" is missing'],
    ['a NULL key', record(null), 'Line 4, stream "s": key property "id"'],
    ['a wrong type', record('three'), 'Line 4, stream "s": /id must be integer,null'],
  ])('%s', async ([, line, reason], { expect }) => {
    await using schema = await openSchema(inject('cratedb'));
    const outcome = await load(schema, [
      SCHEMA,
      record(1),
      stateMessage(1),
      line,
      record(2),
      stateMessage(2),
    ]);
    expect(outcome.stderr).toContain(`INPUT_INVALID: ${reason}`);
    expect(outcome.code).toBe(1);
    expect(statesIn(outcome)).toEqual([stateOf(1)]);
    expect(await rowsById(schema, 's')).toEqual({ 1: { name: 'x' } });
  });

  test('bytes that are not UTF-8', async ({ expect }) => {
    await using schema = await openSchema(inject('cratedb'));
    const broken = Buffer.concat([
      Buffer.from('{"type":"RECORD","stream":"s","record":{"id":2,"name":"'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('"}}\n'),
    ]);
    const stdin = Buffer.concat([Buffer.from(textOf([SCHEMA, record(1)])), broken]);
    const outcome = await run(BIN.target, [schema.url], { stdin });
    expect(outcome.stderr).toContain('INPUT_INVALID: Line 3, stream "s": not valid UTF-8');
    expect(outcome.code).toBe(1);
    expect(await rowsById(schema, 's')).toEqual({ 1: { name: 'x' } });
  });

  test('a line that is too long, before all of it is read', async ({ expect }) => {
    await using schema = await openSchema(inject('cratedb'));
    const long = recordMessage('s', { id: 2, name: 'x'.repeat(3_000_000) });
    const outcome = await load(schema, [SCHEMA, record(1), long], { max_line_bytes: 100_000 });
    expect(outcome.stderr).toContain(
      'INPUT_INVALID: Line 3, stream "s": longer than 100000 bytes (max_line_bytes)',
    );
    expect(outcome.code).toBe(1);
    expect(await rowsById(schema, 's')).toEqual({ 1: { name: 'x' } });
  });
});

test('blank lines, carriage returns and a missing last line feed are taken', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const stdin = [
    '',
    JSON.stringify(SCHEMA),
    '  ',
    `${JSON.stringify(record(1))}\r`,
    '',
    JSON.stringify(record(2)),
  ].join('\n');
  const outcome = await run(BIN.target, [schema.url], { stdin });
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(Object.keys(await rowsById(schema, 's'))).toEqual(['1', '2']);
});

test('names and values of every kind of trickery are stored as they are', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const tricky =
    '{"id":1,"__proto__":{"polluted":true},"constructor":{"prototype":1},"toString":"x","o":{"__proto__":{"a":1},"hasOwnProperty":2}}';
  const outcome = await load(schema, [
    { type: 'SCHEMA', stream: '__proto__', schema: { type: 'object' }, key_properties: ['id'] },
    `{"type":"RECORD","stream":"__proto__","record":${tricky}}`,
    { type: 'SCHEMA', stream: 'keyed', schema: { type: 'object' }, key_properties: ['constructor'] },
    '{"type":"RECORD","stream":"keyed","record":{"constructor":"k","id":"1"}}',
  ]);
  expect(outcome.code, outcome.stderr).toBe(0);
  const members = (value: unknown): string[] =>
    Object.entries(value as object).map((entry) => JSON.stringify(entry));
  const { 1: row } = await rowsById(schema, '__proto__');
  expect(['["id",1]', ...members(row)].sort()).toEqual(members(JSON.parse(tricky)).sort());
  expect(await rowsById(schema, 'keyed')).toEqual({ 1: { constructor: 'k' } });
});

test('falsy keys are keys', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const outcome = await load(schema, [
    schemaMessage('s', { id: 'integer', t: 'string', b: 'boolean', v: 'integer' }, ['id', 't', 'b']),
    recordMessage('s', { id: 0, t: '', b: false, v: 1 }),
    recordMessage('s', { id: 0, t: '', b: false, v: 2 }),
  ]);
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(await rowsById(schema, 's')).toEqual({ 0: { t: '', b: false, v: 2 } });
});

test('a key that changes between SCHEMAs is a fault of its own', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const other = schemaMessage('s', { id: 'integer', name: 'string' }, ['name']);
  const outcome = await load(schema, [SCHEMA, record(1), stateMessage(1), other, record(2)]);
  expect(outcome.stderr).toContain('KEY_CHANGED: The key of stream "s" changes from (id) to (name).');
  expect(outcome.code).toBe(1);
  expect(statesIn(outcome)).toEqual([stateOf(1)]);
  expect(await rowsById(schema, 's')).toEqual({ 1: { name: 'x' } });
});
