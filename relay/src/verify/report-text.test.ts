import { expect, test } from 'vitest';
import { emptyReport, exitCodeOf } from './finding.ts';
import { FindingList } from './finding-list.ts';
import { reportLines } from './report-text.ts';

const ALL = { sample: 1, keys: undefined };
const SHAPES = { values: false, hashKeys: false };
const finding = (id: string, value = 'x') => ({
  table: 't',
  kind: 'different' as const,
  key: [id],
  differences: [{ attribute: 'a "b"', wanted: value, found: undefined }],
  version: 1,
});

test('a sample says what it can have missed', () => {
  const report = { ...emptyReport('t', { sample: 0.01, keys: undefined }), items: 600 };
  const [, coverage] = [...reportLines([report], 'table')];
  expect(coverage).toContain('a sample of 1 %');
  expect(coverage).toContain('differences in more than 0.50 % of the items');
});

test('findings beyond the room are counted, and not listed', () => {
  const report = emptyReport('t', ALL);
  const list = new FindingList(report, SHAPES, 300);
  const findings = ['1', '2', '3', '4', '5'].map((id) => ({
    kind: 'different' as const,
    shown: list.shown(finding(id)),
  }));
  list.add(findings);
  expect(report.different).toBe(5);
  expect(report.findings.length + report.unlisted).toBe(5);
  expect(report.unlisted).toBeGreaterThan(0);
  expect(exitCodeOf([report])).toBe(1);
  expect([...reportLines([report], 'table')].join('\n')).toContain(`${report.unlisted} more differences`);
  expect(new FindingList(report, SHAPES, 300).shown(finding('6', 'long'))).toBeUndefined();
});

test('what is hashed or only described shows neither key nor value', () => {
  const report = emptyReport('t', ALL);
  const list = new FindingList(report, { values: false, hashKeys: true });
  list.add([{ kind: 'different', shown: list.shown(finding('secret-key', 'secret-value')) }]);
  for (const format of ['table', 'json', 'csv'] as const) {
    const text = [...reportLines([report], format)].join('\n');
    expect(text).not.toContain('secret');
    expect(text).toContain('sha256:');
  }
});

test.each([
  [{ missing: 1 }, 1],
  [{ missing: 1, repaired: 1 }, 0],
  [{ undecided: 1 }, 3],
  [{ extra: 2, repaired: 1, undecided: 1 }, 1],
  [{ equal: 5 }, 0],
])('%j ends with %i', (counts, code) => {
  expect(exitCodeOf([{ ...emptyReport('t', ALL), ...counts }])).toBe(code);
});
