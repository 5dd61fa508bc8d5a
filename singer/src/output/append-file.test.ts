import {
  chmodSync,
  closeSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { logConfig } from '../log/config.ts';
import { Logger } from '../log/logger.ts';
import { openToAppend } from './append-file.ts';

let folder = '';
let path = '';
let logged = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'append-file-'));
  path = join(folder, 'lines');
  logged = '';
});
afterEach(() => rmSync(folder, { recursive: true }));

function append(to: string, text: string): void {
  const write = (chunk: unknown, _: string, done: () => void): void => {
    logged += String(chunk);
    done();
  };
  const file = openToAppend(to, new Logger('p', logConfig('p', {}), new Writable({ write })));
  writeSync(file, text);
  closeSync(file);
}

test('lines come after the existing ones, also after an incomplete line', () => {
  for (const text of ['one\n', 'two\n', 'thr', 'four\n']) append(path, text);
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\nthr\nfour\n');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(logged).toBe('');
});

test('a file that was empty stays so', () => {
  writeFileSync(path, '');
  append(path, '');
  expect(readFileSync(path, 'utf8')).toBe('');
});

test('a file that others may read is used, and reported', () => {
  writeFileSync(path, '');
  chmodSync(path, 0o644);
  append(path, 'one\n');
  expect(logged).toMatch(/WARNING.*chmod 600.*rights=644/);
});

test('a link is not followed, and no device is opened', () => {
  const other = join(folder, 'other');
  writeFileSync(other, '');
  symlinkSync(other, path);
  expect(() => append(path, 'one\n')).toThrow('it is a symbolic link');
  expect(readFileSync(other, 'utf8')).toBe('');
  expect(() => append('/dev/null', 'one\n')).toThrow('it is a device');
  expect(() => append(folder, 'one\n')).toThrow('it is a folder');
});
