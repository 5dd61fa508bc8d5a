import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { peakKilobytes, readUsage } from './usage.ts';

test('the peak is found among the lines of a status file', () => {
  expect(peakKilobytes('Name:\tnode\nVmPeak:\t  999 kB\nVmHWM:\t   76216 kB\nVmRSS:\t  10 kB\n')).toBe(
    76_216,
  );
  expect(peakKilobytes('Name:\tnode\n')).toBeUndefined();
});

test('a program that left nothing is an error', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-usage-'));
  try {
    expect(() => readUsage(join(folder, 'none'))).toThrow('left no usage');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
