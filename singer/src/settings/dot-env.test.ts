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

test('of .env only the variables that are wanted are read', () => {
  const path = join(folder, '.env');
  writeFileSync(path, 'A=1\nB="two words"\nNODE_OPTIONS=--require=./x\nEMPTY=\n');
  expect(readDotEnv(['A', 'B', 'C', 'EMPTY'], path)).toEqual({ A: '1', B: 'two words' });
  expect(readDotEnv(['A'], join(folder, 'none'))).toEqual({});
  expect(readDotEnv(['A'], folder)).toEqual({});
  expect(() => readDotEnv(['A'], '/dev/zero')).toThrow('it is a device');
});
