import { expect, test } from 'vitest';
import { judgeScan } from './scan-time.ts';

const HOUR_MS = 3_600_000;
const billion = { keys: ['id'], exampleKey: {}, itemCount: 1e9, bytes: 330e9, arn: undefined };
const plan = { units: Number.POSITIVE_INFINITY, consistent: false, shares: 1, retentionMs: 24 * HOUR_MS };

test('a scan that outlives the stream is warned of, with its basis', () => {
  const finding = judgeScan('t', billion, plan);
  expect(finding).toMatchObject({ level: 'warn' });
  expect(finding.text).toContain('takes about 27.8 h at 10000 items a second');
  expect(finding.text).toContain('longer than the 24 h');
});

test('shares divide it, read units slow it down', () => {
  expect(judgeScan('t', billion, { ...plan, shares: 8 })).toMatchObject({
    level: 'ok',
    text: expect.stringContaining('each of 8 shares takes about 3.5 h'),
  });
  const slow = judgeScan('t', billion, { ...plan, shares: 8, units: 50 });
  expect(slow.text).toContain('takes about 28.0 h at snapshot_read_units 50');
  expect(slow.level).toBe('warn');
});

test('without a stream nothing ends before the scan', () => {
  const finding = judgeScan('t', billion, { ...plan, retentionMs: Number.POSITIVE_INFINITY });
  expect(finding.level).toBe('ok');
  expect(judgeScan('t', { ...billion, itemCount: 0, bytes: 0 }, plan).text).toContain('1 min');
});
