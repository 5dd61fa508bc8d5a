import { expect, test } from 'vitest';
import type { Bar, BenchCase, Run, Side } from '../case.ts';
import { type CaseResult, resultOf } from './result.ts';

const benchCase = { name: 'pipe', title: 'Pipe', figure: 'records/s' } as BenchCase;

/** For 200 records more than the tap 1.5 and 0.5 s; the target spends 1.5 and 1 s on 100. */
const PROCESSOR = { kind: 'processor', side: 'pipe', beyond: 'tap', limit: 'target' } as const;

function side(name: string, role: Side['role'], records = 100): Side {
  return { name, role, records, run: () => Promise.reject(new Error('not run here')) };
}

function run(seconds: number, peakMegabytes = 50): Run {
  return { seconds, usage: { tap: { cpuSeconds: seconds / 2, peakMegabytes } } };
}

function judged(bars: readonly Bar[]): CaseResult {
  const sides = [
    side('pipe', 'measured', 300),
    side('tap', 'limit'),
    side('target', 'limit'),
    side('x', 'reference'),
  ];
  const rounds = [
    [run(4, 60), run(1), run(3), run(9)],
    [run(5, 90), run(4), run(2), run(9)],
  ];
  return resultOf(benchCase, { sides, bars }, rounds);
}

test('the slowest limit of each round counts, references do not', () => {
  expect(judged([]).ratio).toMatchObject({ values: [0.75, 0.8], min: 0.75, max: 0.8 });
});

test('each program has its processor seconds and its peak', () => {
  expect(judged([]).sides[0]).toMatchObject({
    seconds: { median: 4.5 },
    programs: [{ program: 'tap', cpuSeconds: { median: 2.25 }, peakMegabytes: { median: 75, max: 90 } }],
  });
});

test.each<[Bar, string, boolean]>([
  [{ kind: 'ratio', least: 0.775 }, 'ratio to the limit ≥ 0.775', true],
  [{ kind: 'ratio', least: 0.78 }, 'ratio to the limit ≥ 0.78', false],
  [{ kind: 'seconds', side: 'pipe', most: 4.5 }, 'pipe, s ≤ 4.5', true],
  [{ kind: 'seconds', side: 'pipe', most: 4.4 }, 'pipe, s ≤ 4.4', false],
  [{ kind: 'memory', side: 'pipe', program: 'tap', most: 75 }, 'peak memory of tap, pipe, MB ≤ 75', true],
  [{ kind: 'memory', side: 'pipe', program: 'tap', most: 74 }, 'peak memory of tap, pipe, MB ≤ 74', false],
  [{ ...PROCESSOR, most: 0.375 }, 'processor time, pipe, to target ≤ 0.375', true],
  [{ ...PROCESSOR, most: 0.37 }, 'processor time, pipe, to target ≤ 0.37', false],
])('%j', (bar, text, met) => {
  expect(judged([bar]).verdicts).toMatchObject([{ text, met }]);
});

test('a bar about what the case does not have is an error', () => {
  expect(() => judged([{ kind: 'seconds', side: 'none', most: 1 }])).toThrow('none');
  expect(() => judged([{ kind: 'memory', side: 'pipe', program: 'none', most: 1 }])).toThrow('none');
});
