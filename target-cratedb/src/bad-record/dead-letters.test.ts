import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Logger, logConfig } from '@cdc-relay/singer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DeadLetters } from './dead-letters.ts';

const log = new Logger('target', logConfig('target', {}), new PassThrough());
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dead-letters-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (path: string): unknown[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

test('a bad record is kept with all that is known about it, after those of earlier runs', () => {
  const path = join(folder, 'dead.jsonl');
  for (const line of [7, 8]) {
    using letters = new DeadLetters({ path, limit: 1 }, log);
    letters.add({ line, stream: 's', reason: 'no key', raw: '{"a":"é"}' });
    letters.sync();
  }
  expect(read(path)).toMatchObject([
    { line: 7, stream: 's', reason: 'no key', raw: '{"a":"é"}' },
    { line: 8, stream: 's', reason: 'no key', raw: '{"a":"é"}' },
  ]);
});

test('bytes that are not UTF-8 are kept as they are', () => {
  const path = join(folder, 'dead.jsonl');
  using letters = new DeadLetters({ path, limit: 1 }, log);
  letters.add({ line: 1, stream: undefined, reason: 'not valid UTF-8', raw: Buffer.from([0xff, 0x00]) });
  expect(read(path)).toMatchObject([{ raw_base64: '/wA=' }]);
});

test('one more than the limit is an error', () => {
  using letters = new DeadLetters({ path: join(folder, 'dead.jsonl'), limit: 1 }, log);
  const letter = { line: 1, stream: 's', reason: 'no key', raw: 'x' };
  letters.add(letter);
  expect(() => letters.add(letter)).toThrow(expect.objectContaining({ code: 'TOO_MANY_BAD_RECORDS' }));
  expect(letters.count).toBe(1);
});

test('a file that cannot be written is an error', () => {
  const options = { path: join(folder, 'missing', 'dead.jsonl'), limit: 1 };
  expect(() => new DeadLetters(options, log)).toThrow(
    expect.objectContaining({ code: 'DEAD_LETTER_FAILED' }),
  );
});
