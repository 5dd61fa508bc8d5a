import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readText } from './readable-file.ts';
import { checkRegularOrNone, readRegular } from './regular-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function fifo(): string {
  const path = join(folder, 'fifo');
  execFileSync('bash', ['-c', 'mkfifo "$0"', path]);
  return path;
}

function file(text: string): string {
  const path = join(folder, 'file');
  writeFileSync(path, text);
  return path;
}

describe.runIf(process.platform === 'linux')('what is no regular file', () => {
  test('is refused before it is opened, also where a pipe is accepted', async () => {
    for (const device of ['/dev/zero', '/dev/full', '/dev/null']) {
      expect(() => readRegular(device, 10)).toThrow('it is a device');
      expect(() => checkRegularOrNone(device)).toThrow('it is a device');
      await expect(readText(device, 10)).rejects.toThrow('it is a device');
    }
    expect(() => readRegular(fifo(), 10)).toThrow('it is a pipe');
    await expect(readText(folder, 10)).rejects.toThrow('it is a folder');
  });
});

test('a file of holes is refused by its size, before it is read', () => {
  const path = join(folder, 'sparse');
  writeFileSync(path, '');
  truncateSync(path, 10 * 2 ** 30);
  const before = process.memoryUsage().rss;
  expect(() => readRegular(path, 64 * 2 ** 20)).toThrow('it is larger than 67108864 bytes');
  expect(process.memoryUsage().rss - before).toBeLessThan(32 * 2 ** 20);
});

test('a regular file is read up to the limit, through a link only where that is wanted', async () => {
  const path = file('hello');
  const link = join(folder, 'link');
  symlinkSync(path, link);
  expect(readRegular(path, 5)).toBe('hello');
  expect(readRegular(link, 5)).toBe('hello');
  expect(await readText(link, 5)).toBe('hello');
  expect(() => readRegular(path, 4)).toThrow('larger than 4 bytes');
  await expect(readText(path, 4)).rejects.toThrow('larger than 4 bytes');
  expect(() => readRegular(link, 5, false)).toThrow('it is a symbolic link');
  expect(() => checkRegularOrNone(join(folder, 'none'))).not.toThrow();
});
