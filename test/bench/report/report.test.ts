import { expect, test } from 'vitest';
import { exampleReport } from './example-report.ts';
import { reportText } from './report.ts';

test('the report as text', () => {
  expect(reportText(exampleReport())).toBe(`\
CrateDB 6.4.3, Node 20.20.2, 2 processors, 3 runs: median (min to max)

pipe: Pipe
                                  records/s  program                   CPU s              peak MB
  tap | target    20,000 (12,500 to 25,000)      tap  0.250 (0.250 to 0.500)  60.0 (60.0 to 60.0)
                                              target  0.250 (0.250 to 0.500)  60.0 (60.0 to 60.0)
  plain <client>  40,000 (40,000 to 40,000)
  ratio to the limit: 0.500 (0.313 to 0.625); by round: 0.500 0.625 0.313
  MISSED  ratio to the limit ≥ 0.8: 0.500

growth-tap: Growth
                               µs/record  program                   CPU s              peak MB
  1,000 records   1,000 (1,000 to 1,000)      tap  0.250 (0.250 to 0.500)  51.0 (51.0 to 51.0)
  11,000 records        136 (136 to 136)      tap  0.250 (0.250 to 0.500)  61.0 (61.0 to 61.0)
  each further record, 1,000 to 11,000: 50.0 µs, 1,000 bytes
  MET     peak memory ≤ 200: 50.0

1 of 2 bars met; missed: pipe`);
});

test('a report without a miss names none', () => {
  const [, growth] = exampleReport().cases;
  const cases = growth === undefined ? [] : [growth];
  expect(reportText({ ...exampleReport(), cases })).toMatch(/1 of 1 bars met$/);
});
