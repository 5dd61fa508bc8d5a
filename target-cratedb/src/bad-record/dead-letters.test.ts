import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { DeadLetterFile, Logger, logConfig } from '@cdc-relay/singer';
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

/** Dead letters in a file, up to a limit; closed at the end of the block. */
function opened(limit = 1) {
  const path = join(folder, 'dead.jsonl');
  const file = new DeadLetterFile(path, log);
  const letters = new DeadLetters({ path, limit }, file);
  return { path, letters, [Symbol.dispose]: () => file[Symbol.dispose]() };
}

test('a bad record is kept with all that is known about it, after those of earlier runs', async () => {
  for (const line of [7, 8]) {
    using run = opened();
    run.letters.add({ line, stream: 's', reason: 'no key', raw: '{"a":"é"}' });
    await run.letters.sync();
  }
  expect(read(join(folder, 'dead.jsonl'))).toMatchObject([
    { line: 7, stream: 's', reason: 'no key', raw: '{"a":"é"}' },
    { line: 8, stream: 's', reason: 'no key', raw: '{"a":"é"}' },
  ]);
});

test('bytes that are not UTF-8 are kept as they are', () => {
  using run = opened();
  run.letters.add({ line: 1, stream: undefined, reason: 'not valid UTF-8', raw: Buffer.from([0xff, 0x00]) });
  expect(read(run.path)).toMatchObject([{ raw_base64: '/wA=' }]);
});

test('one more than the limit is an error', () => {
  using run = opened();
  const letter = { line: 1, stream: 's', reason: 'no key', raw: 'x' };
  run.letters.add(letter);
  expect(() => run.letters.add(letter)).toThrow(expect.objectContaining({ code: 'TOO_MANY_BAD_RECORDS' }));
  expect(run.letters.count).toBe(1);
});
