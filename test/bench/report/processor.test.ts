import { expect, test } from 'vitest';
import { processorRatio } from './processor.ts';
import type { SideResult } from './result.ts';
import { figures } from './statistics.ts';

function side(records: number, cpuSeconds: readonly number[]): SideResult {
  const values = figures(cpuSeconds);
  const programs = [{ program: 'program', cpuSeconds: values, peakMegabytes: values }];
  return { name: '', role: 'measured', records, seconds: values, programs };
}

test('what each further record costs, beside the limit of the same round', () => {
  const ratio = processorRatio(side(1_100, [3, 5]), side(100, [1, 1]), side(500, [0.5, 1]));
  expect(ratio.values).toEqual([2, 2]);
});
