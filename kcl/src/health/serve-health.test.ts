import { PassThrough } from 'node:stream';
import { Logger, logConfig, ownFolder, point } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { sendReports } from './send-reports.ts';
import { serveHealth } from './serve-health.ts';

const WAIT = { timeout: 30_000, interval: 50 };

test('what a process reports over the socket is on the server', { timeout: 60_000 }, async () => {
  using folder = ownFolder('serve-health-');
  const stderr = new PassThrough();
  const log = new Logger('x', logConfig('x', {}), stderr);
  const options = { http: '127.0.0.1:0', readyMs: 60_000, version: '1', route: {}, folder: folder.path };
  await using health = await serveHealth(options, log);
  const url = /http:\S+/.exec(String(stderr.read()))?.[0] ?? expect.fail();
  const get = async (path: string): Promise<string> => await (await fetch(`${url}${path}`)).text();
  const points = [point('dynamodb_cdc_rows_written_total', 3, 'orders')];
  sendReports(health.socket ?? '', 'shard-3', () => ({ points, causes: [] }));
  await expect
    .poll(() => get('metrics'), WAIT)
    .toContain('dynamodb_cdc_rows_written_total{stream="orders"} 3');
  await expect.poll(() => get('readyz'), WAIT).toBe('ready\n');
  expect(await get('livez')).toBe('alive\n');
});

test('without an address nothing listens', async () => {
  const log = new Logger('x', logConfig('x', {}), new PassThrough());
  const options = { http: undefined, readyMs: 1_000, version: '1', route: {}, folder: '/nowhere' };
  await using health = await serveHealth(options, log);
  expect(health.socket).toBeUndefined();
});
