import { expect, test } from 'vitest';
import { chart } from './chart.ts';
import { exampleReport } from './example-report.ts';
import { reportChart } from './report-chart.ts';

const bar = { label: 'a', text: '', emphasis: true };

test('the longest spread of a group fills its width, and bars are in proportion', () => {
  const bars = [
    { ...bar, value: 50, min: 40, max: 100 },
    { ...bar, value: 25, min: 25, max: 25 },
  ];
  const svg = chart('t', [{ title: 'g', bars, notes: [] }]);
  expect(widths(svg)).toEqual(['215.0', '107.5']);
  expect(svg).toContain('M372.0');
  expect(svg).toContain('M630.0');
});

test('bars of nothing are drawn', () => {
  const bars = [{ ...bar, value: 0, min: 0, max: 0 }];
  expect(widths(chart('t', [{ title: 'g', bars, notes: [] }]))).toEqual(['0.0']);
});

test('the chart of a report shows every side and verdict, as well-formed text', () => {
  const svg = reportChart(exampleReport());
  expect(widths(svg)).toHaveLength(4);
  for (const text of [
    'CrateDB 6.4.3, Node 20.20.2, 2 processors',
    'Pipe (records/s, more is better)',
    'Growth (µs/record, less is better)',
    '20,000, 60.0 + 60.0 MB',
    'plain &lt;client&gt;',
    'ratio to the limit ≥ 0.8: 0.500, missed',
    'peak memory ≤ 200: 50.0, met',
  ])
    expect(svg).toContain(`>${text}</text>`);
  expect(svg).not.toContain('NaN');
  expect(svg).not.toContain('<client>');
});

test('the same report gives the same chart', () => {
  expect(reportChart(exampleReport())).toBe(reportChart(exampleReport()));
});

/** Of the bars, without the background. */
function widths(svg: string): string[] {
  return [...svg.matchAll(/<rect x="200"[^>]* width="([\d.]+)"/g)].map((match) => match[1] ?? '');
}
