import { expect, test } from 'vitest';
import { benchSettings } from './settings.ts';

test('without variables, the usual amounts', () => {
  expect(benchSettings({ BENCH_RUNS: '' })).toEqual({ runs: 5, records: 100_000 });
});

test('variables say how much', () => {
  expect(benchSettings({ BENCH_RUNS: '2', BENCH_ROWS: '1000' })).toEqual({ runs: 2, records: 1_000 });
});

test.each(['0', '-1', '1.5', 'many'])('%s is no count', (BENCH_ROWS) => {
  expect(() => benchSettings({ BENCH_ROWS })).toThrow('BENCH_ROWS is no count');
});
