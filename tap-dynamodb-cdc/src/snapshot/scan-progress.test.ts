import { Writable } from 'node:stream';
import { Logger, logConfig } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { ScanProgress } from './scan-progress.ts';

test('says items, bytes, rate and the time that is left', () => {
  let log = '';
  const sink = new Writable({
    write: (chunk: Buffer, _, done) => {
      log += chunk.toString();
      done();
    },
  });
  const logger = new Logger('tap', logConfig('tap', {}), sink);
  const progress = new ScanProgress(logger, 't', 1_000_000, 0);
  progress.page({ items: 300_000, units: 12_800, bytes: 100 * 2 ** 20 }, 30_000);
  expect(log).toContain('300000 of about 1000000 items, 100 MiB, 10000/s, about 2 min left');
  expect(progress.leftSeconds(30_000)).toBe(70);
  progress.page({ items: 700_001, units: 1, bytes: 1 }, 40_000);
  expect(progress.leftSeconds(40_000)).toBeUndefined();
  progress.end(50_000);
  expect(progress.leftSeconds(60_000)).toBe(0);
  expect(log).toMatch(/snapshot_bytes\D+104857600/);
});
