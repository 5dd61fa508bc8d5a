import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDotEnv } from './dot-env.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dot-env-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const isA = (name: string): boolean => name === 'A';

test('of .env only the variables that are wanted are read', () => {
  const path = join(folder, '.env');
  writeFileSync(path, 'A=1\nB="two words"\nNODE_OPTIONS=--require=./x\nEMPTY=\n');
  expect(readDotEnv((name) => ['A', 'B', 'C', 'EMPTY'].includes(name), path)).toEqual({
    A: '1',
    B: 'two words',
  });
  expect(readDotEnv(isA, join(folder, 'none'))).toEqual({});
  expect(readDotEnv(isA, folder)).toEqual({});
  expect(() => readDotEnv(isA, '/dev/zero')).toThrow('it is a device');
});
