import { expect, test } from 'vitest';
import { checkShareSettings } from './check-share-settings.ts';

const SHARE = { mode: 'snapshot', snapshotSource: 'scan', snapshotShare: '3/8', onGap: 'fail' } as const;
const BESIDE = {
  mode: 'snapshot+cdc',
  snapshotSource: 'shares',
  snapshotShare: undefined,
  onGap: 'fail',
} as const;

test('a share scans, the run beside it reads changes', () => {
  for (const options of [SHARE, BESIDE, { ...SHARE, snapshotShare: undefined }])
    expect(() => checkShareSettings(options)).not.toThrow();
});

test.each([
  ['no share', { ...SHARE, snapshotShare: '9/8' }, /from 1\/8 to 8\/8/],
  ['a share of changes', { ...SHARE, mode: 'cdc' }, /needs "mode": "snapshot"/],
  ['a share with changes', { ...SHARE, mode: 'snapshot+cdc' }, /needs "mode": "snapshot"/],
  ['a share of an export', { ...SHARE, snapshotSource: 'export' }, /must be scan/],
  ['a share beside shares', { ...SHARE, snapshotSource: 'shares' }, /must be scan/],
  ['shares without changes', { ...BESIDE, mode: 'snapshot' }, /must be snapshot\+cdc/],
  ['changes that begin anywhere', { ...BESIDE, mode: 'cdc' }, /must be snapshot\+cdc/],
  ['a gap closed by shares', { ...BESIDE, onGap: 'resnapshot' }, /do not close a gap/],
] as const)('refuses %s', (_, options, reason) => {
  expect(() => checkShareSettings(options)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  expect(() => checkShareSettings(options)).toThrow(reason);
});
