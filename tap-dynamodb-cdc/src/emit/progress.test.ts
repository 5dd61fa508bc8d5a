import { Writable } from 'node:stream';
import { Logger, logConfig } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import type { Page } from '../kinesis/port.ts';
import { Progress } from './progress.ts';

const MINUTE = 60_000;

function terminal(): { stream: Writable; text: () => string } {
  let written = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written += String(chunk);
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY: true }), text: () => written };
}

function progressAt(began: number, level = 'info') {
  const { stream, text } = terminal();
  const totals = () => ({ emitted: [{ name: 'orders', emitted: 3 }], counters: { dead_letter_count: 1 } });
  const progress = new Progress(
    new Logger('tap', logConfig('tap', { LOGLEVEL: level }), stream),
    totals,
    MINUTE,
    began,
  );
  const metrics = () =>
    [...text().matchAll(/METRIC: (.*)/g)].map(
      (match) => JSON.parse(match[1] ?? '') as Record<string, unknown>,
    );
  return { progress, text, metrics };
}

const page = (sizes: number[], millisBehindLatest: number): Page =>
  ({
    records: sizes.map((size) => ({ Data: new Uint8Array(size) })),
    millisBehindLatest,
    children: [],
  }) as unknown as Page;

test('metrics are logged every minute and at the end, counted since the last time', () => {
  // On a terminal they are for those who want to know everything.
  const { progress, metrics } = progressAt(0, 'debug');
  progress.page('a', page([10, 20], 5_000), MINUTE - 1);
  expect(metrics()).toEqual([]);
  progress.page('a', page([30], 4_000), MINUTE);
  expect(metrics()).toEqual([
    { type: 'counter', metric: 'record_count', value: 3, tags: { stream: 'orders' } },
    { type: 'counter', metric: 'dead_letter_count', value: 1, tags: {} },
    { type: 'counter', metric: 'shard_record_count', value: 3, tags: { shard: 'a' } },
    { type: 'counter', metric: 'shard_bytes', value: 60, tags: { shard: 'a' } },
    { type: 'gauge', metric: 'millis_behind_latest', value: 4_000, tags: { shard: 'a' } },
  ]);
  progress.page('b', page([1], 0), MINUTE + 1);
  expect(metrics()).toHaveLength(5);
  progress.end();
  expect(metrics().slice(5)).toEqual([
    { type: 'gauge', metric: 'millis_behind_latest', value: 4_000, tags: { shard: 'a' } },
    { type: 'counter', metric: 'shard_record_count', value: 1, tags: { shard: 'b' } },
    { type: 'counter', metric: 'shard_bytes', value: 1, tags: { shard: 'b' } },
    { type: 'gauge', metric: 'millis_behind_latest', value: 0, tags: { shard: 'b' } },
  ]);
});

test('a terminal shows records, rate, lag and shards, and in the end nothing', () => {
  const { progress, text } = progressAt(0);
  progress.page('a', page([1, 1, 1, 1], 9_000), 2_000);
  expect(text()).toBe('\r\u001b[K4 records, 2/s, 9 s behind, 1 shard');
  progress.page('b', page([1], 0), 2_400);
  progress.page('b', page([1], 0), 2_500);
  expect(text()).toContain('6 records, 2/s, 9 s behind, 2 shards');
  expect(text().split('\r')).toHaveLength(3);
  progress.end();
  expect(text().split('\u001b[K').at(3)).toBe('');
});
