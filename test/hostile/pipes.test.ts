import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readText } from '../../singer/dist/index.js';

// In a process of their own: a thread closes the numbers of files that it opened once more when it ends, and a socket
// that closed its file before is not noticed.
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pipes-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function fifo(): string {
  const path = join(folder, 'fifo');
  execFileSync('bash', ['-c', 'mkfifo "$0"', path]);
  return path;
}

test('a pipe is read, with a limit', async () => {
  const path = fifo();
  const writer = openSync(path, 'r+');
  const read = readText(path, 5);
  writeSync(writer, 'hello');
  await new Promise((resolve) => setImmediate(resolve));
  closeSync(writer);
  expect(await read).toBe('hello');
  const endless = openSync(path, 'r+');
  writeSync(endless, 'hello!');
  await expect(readText(path, 5)).rejects.toThrow('larger than 5 bytes');
  closeSync(endless);
});

test('a pipe that nobody writes to is given up, however it began', async () => {
  const path = fifo();
  await expect(readText(path, 5, 20)).rejects.toThrow('it is a pipe that nobody has written to for 0.02 s');
  const writer = openSync(path, 'r+');
  writeSync(writer, 'half');
  await expect(readText(path, 5, 20)).rejects.toThrow('nobody has written to');
  closeSync(writer);
});
