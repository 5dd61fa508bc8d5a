import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { logConfig } from './config.ts';
import { GrowthLog } from './growth-log.ts';
import { Logger } from './logger.ts';
import type { Metric } from './metrics.ts';

test('totals are logged by what they have grown, each for its tags', () => {
  const metrics: Metric[] = [];
  const log = new Logger('x', logConfig('x', {}), new PassThrough(), (metric) => metrics.push(metric));
  const growth = new GrowthLog(log);
  const rows = (value: number, stream: string): void =>
    growth.total({ type: 'counter', metric: 'rows', value, tags: { stream } });
  const seconds = (value: number): void => growth.total({ type: 'timer', metric: 'time', value, tags: {} });
  rows(3, 'a');
  rows(1, 'b');
  rows(3, 'a');
  rows(5, 'a');
  seconds(0.0001);
  seconds(0.00123);
  expect(metrics.map(({ value, tags }) => [value, tags.stream])).toEqual([
    [3, 'a'],
    [1, 'b'],
    [2, 'a'],
    [0.001, undefined],
  ]);
});
