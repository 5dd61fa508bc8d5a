import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { unwritable } from './writable-place.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'writable-'));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

test('a file that is there, or can be made, is writable, and is neither made nor changed', () => {
  const path = join(folder, 'state');
  expect(unwritable(path, { replaced: true })).toBeUndefined();
  expect(existsSync(path)).toBe(false);
  writeFileSync(path, 'x');
  expect(unwritable(path, { replaced: false })).toBeUndefined();
});

test.each<[string, (path: string) => void, RegExp]>([
  ['a folder', (path) => mkdirSync(path), /a folder/],
  ['a link', (path) => symlinkSync('/etc/hostname', path), /a symbolic link/],
])('%s is not', (_, make, why) => {
  make(join(folder, 'state'));
  expect(unwritable(join(folder, 'state'), { replaced: true })).toMatch(why);
});

test('a device is not, nor a file in a folder that is not there', () => {
  expect(unwritable('/dev/null', { replaced: true })).toMatch(/a device/);
  expect(unwritable(join(folder, 'none', 'state'), { replaced: true })).toMatch(/does not exist/);
});

// The superuser may write everywhere.
test.runIf(process.getuid?.() !== 0)(
  'the rights of the folder count where the file is made or replaced',
  () => {
    const path = join(folder, 'state');
    writeFileSync(path, 'x');
    chmodSync(folder, 0o500);
    expect(unwritable(path, { replaced: false })).toBeUndefined();
    expect(unwritable(path, { replaced: true })).toMatch(/EACCES/);
  },
);
