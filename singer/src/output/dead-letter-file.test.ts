import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { logConfig } from '../log/config.ts';
import { Logger } from '../log/logger.ts';
import { DeadLetterFile } from './dead-letter-file.ts';

const log = new Logger('x', logConfig('x', {}), new PassThrough());
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dead-letters-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a record is a line with its time, after those of earlier runs, for its owner only', () => {
  const path = join(folder, 'dead.jsonl');
  for (const line of [7, 8]) {
    using file = new DeadLetterFile(path, log);
    file.append({ line, stream: undefined, raw: 'é' });
    file.sync();
  }
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(
    [7, 8].map((line) => ({ time: expect.stringMatching(/^\d{4}-.*Z$/), line, raw: 'é' })),
  );
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('half a line that a crash left swallows no record', () => {
  const path = join(folder, 'dead.jsonl');
  writeFileSync(path, '{"time":"2026-01-01T0');
  using file = new DeadLetterFile(path, log);
  file.append({ line: 7 });
  const [torn, letter = ''] = readFileSync(path, 'utf8').split('\n');
  expect(torn).toBe('{"time":"2026-01-01T0');
  expect(JSON.parse(letter)).toMatchObject({ line: 7 });
});

test.each(['/dev/full', '/dev/null', '/missing/dead.jsonl'])(
  '%s is refused before anything is read',
  (path) => {
    expect(() => new DeadLetterFile(path, log)).toThrow(
      expect.objectContaining({ code: 'DEAD_LETTER_FAILED', message: expect.stringContaining(path) }),
    );
  },
);
