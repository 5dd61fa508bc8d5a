import { closeSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openToAppend } from './append-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'append-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function append(path: string, text: string): void {
  const file = openToAppend(path);
  writeSync(file, text);
  closeSync(file);
}

test('lines come behind those there are, and behind half a line too', () => {
  const path = join(folder, 'lines');
  for (const text of ['one\n', 'two\n', 'thr', 'four\n']) append(path, text);
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\nthr\nfour\n');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a file that was empty stays so', () => {
  const path = join(folder, 'lines');
  writeFileSync(path, '');
  append(path, '');
  expect(readFileSync(path, 'utf8')).toBe('');
});

test('a device is opened as it is', () => {
  expect(() => append('/dev/null', 'one\n')).not.toThrow();
});
