import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, inject, test, vi } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { BIN, shell } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { load, rowsById, statesIn } from '../target/load.ts';
import { recordMessage, schemaMessage, stateMessage, stateOf, textOf } from '../target/messages.ts';

vi.setConfig({ testTimeout: 120_000 });

test('a line of 100 MB is refused with its number, after what came before it', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const lines = [schemaMessage('s', { id: 'integer' }), recordMessage('s', { id: 1 }), stateMessage(1)];
  const script = `{ printf %s "$HEAD"; head -c 100000000 /dev/zero | tr '\\0' x; echo '"}}'; } | "$TARGET" "$URL"`;
  const head = `${textOf(lines)}{"type":"RECORD","stream":"s","record":{"id":2,"text":"`;
  const outcome = await shell(script, { env: { HEAD: head, TARGET: BIN.target, URL: schema.url } });
  expect(outcome.code).not.toBe(0);
  expect(outcome.stderr).toContain('Line 4, stream "s": longer than 16777216 bytes (max_line_bytes)');
  expect(statesIn(outcome)).toEqual([stateOf(1)]);
  expect(Object.keys(await rowsById(schema, 's'))).toEqual(['1']);
});

test('a file of blank lines, packed a thousand to one, is refused', async () => {
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'bomb.gz'), gzipSync(Buffer.alloc(8_000_000, '\n')));
  const batch = { encoding: { format: 'jsonl', compression: 'gzip' }, manifest: ['bomb.gz'] };
  const lines = [schemaMessage('s', { id: 'integer' }), { type: 'BATCH', stream: 's', ...batch }];
  const outcome = await load(schema, lines, { max_line_bytes: 1_000_000 }, { cwd: folder.path });
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain('bomb.gz line 1000001: more than 1000000 bytes of blank lines');
});

/** Schemas of a few lines that stand for 2^40, by `properties` and by `allOf`, and some that lead into themselves. */
function laughingSchemas(): Record<string, object> {
  const twice = (part: (n: number) => object): object =>
    Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [`d${n}`, n === 0 ? { type: 'string' } : part(n)]),
    );
  const lower = (n: number): object => ({ $ref: `#/definitions/d${n - 1}` });
  const id = { type: 'integer' };
  const value = { $ref: '#/definitions/d39' };
  return {
    parts: {
      definitions: twice((n) => ({ allOf: [lower(n), lower(n)] })),
      properties: { id, value },
    },
    loop: {
      definitions: { a: { $ref: '#/definitions/b' }, b: { allOf: [{ $ref: '#/definitions/a' }] } },
      properties: { id, value: { $ref: '#/definitions/a' } },
    },
    twin: {
      properties: { id, value: { anyOf: [{ type: 'string' }, { allOf: [{ $ref: '#' }, { $ref: '#' }] }] } },
    },
  };
}

test.each(Object.entries(laughingSchemas()))('a schema that never ends (%s) ends', async (stream, json) => {
  await using schema = await openSchema(inject('cratedb'));
  const outcome = await load(schema, [
    { type: 'SCHEMA', stream, schema: json, key_properties: ['id'] },
    recordMessage(stream, { id: 1, value: 'x' }),
  ]);
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(outcome.stderr).toContain('its records are not validated: its references multiply without end');
  expect(await rowsById(schema, stream)).toEqual({ 1: { value: 'x' } });
});

test('a pattern that backtracks without end is stopped, and every record is written', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const properties = { id: { type: 'integer' }, value: { type: 'string', pattern: '^(a+)+$' } };
  const value = `${'a'.repeat(100)}!`;
  const outcome = await load(schema, [
    { type: 'SCHEMA', stream: 's', schema: { properties }, key_properties: ['id'] },
    ...[1, 2, 3].map((id) => recordMessage('s', { id, value })),
  ]);
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(outcome.stderr.match(/a pattern takes too long/g)).toHaveLength(1);
  expect(await rowsById(schema, 's')).toEqual({ 1: { value }, 2: { value }, 3: { value } });
});
