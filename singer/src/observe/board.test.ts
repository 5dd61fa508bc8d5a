import { describe, expect, test } from 'vitest';
import { Board } from './board.ts';
import { METRICS, type MetricName } from './catalogue.ts';
import { readNotice, readReport } from './read-report.ts';
import { OPEN_METRICS, PLAIN, render } from './render.ts';
import { causeOf, type Point, point } from './report.ts';
import { MAX_SERIES } from './series.ts';
import { statusOf } from './status.ts';
import { Tally } from './tally.ts';

const board = (): Board => new Board({ name: 'relay', version: '1' }, 0);
const written = (count: number, stream = 'a'): Point =>
  point('dynamodb_cdc_rows_written_total', count, stream);
const shownOf = (
  points: readonly Point[],
  name: MetricName,
  ...labels: string[]
): Point['value'] | undefined =>
  points.find((one) => one.name === name && one.labels.join() === labels.join())?.value;

test('counters and histograms add up over restarts, gauges are those of the last report', () => {
  const shown = board();
  const tally = new Tally('dynamodb_cdc_batch_rows');
  for (const value of [1, 2, 1e9]) tally.add(value);
  const rows = point('dynamodb_cdc_batch_rows', tally.distribution);
  const age = (value: number): Point => point('dynamodb_cdc_undurable_age_seconds', value);
  shown.report('target', { points: [written(5), rows, age(3)], causes: [] }, 0);
  shown.report('target', { points: [written(7), rows, age(4)], causes: [] }, 1);
  shown.starts('target');
  expect(shownOf(shown.points(), 'dynamodb_cdc_undurable_age_seconds')).toBeUndefined();
  shown.report('target', { points: [written(2), rows], causes: [] }, 2);
  expect(shownOf(shown.points(), 'dynamodb_cdc_rows_written_total', 'a')).toBe(9);
  expect(shownOf(shown.points(), 'dynamodb_cdc_batch_rows')).toMatchObject({ sum: 2e9 + 6 });
});

test('a restart that nobody announced is seen by the count', () => {
  const shown = board();
  for (const count of [5, 1]) shown.report('target', { points: [written(count)], causes: [] }, 0);
  expect(shownOf(shown.points(), 'dynamodb_cdc_rows_written_total', 'a')).toBe(6);
});

test('gauges that several processes report are one series; what one that has ended counted stays', () => {
  const shown = board();
  const age = (value: number): Point => point('dynamodb_cdc_undurable_age_seconds', value);
  const bytes = (value: number): Point => point('dynamodb_cdc_undurable_bytes', value);
  shown.report('shard 1', { points: [written(5), age(3), bytes(10)], causes: [] }, 0);
  const causes = [causeOf('NOT_DURABLE', 'for 9 s')];
  shown.report('shard 2', { points: [written(7), age(9), bytes(20)], causes }, 0);
  expect(shownOf(shown.points(), 'dynamodb_cdc_undurable_age_seconds')).toBe(9);
  expect(shownOf(shown.points(), 'dynamodb_cdc_undurable_bytes')).toBe(30);
  const series = shown.points().map(({ name, labels }) => `${name} ${labels}`);
  expect(new Set(series).size).toBe(series.length);
  shown.ends('shard 2');
  expect(shown.ready.ok).toBe(true);
  expect(shownOf(shown.points(), 'dynamodb_cdc_undurable_age_seconds')).toBe(3);
  expect(shownOf(shown.points(), 'dynamodb_cdc_rows_written_total', 'a')).toBe(12);
  shown.report('shard 2', { points: [written(1)], causes: [] }, 1);
  expect(shownOf(shown.points(), 'dynamodb_cdc_rows_written_total', 'a')).toBe(13);
});

describe('1,000 shards and 300 streams', () => {
  const shown = board();
  const shards = Array.from({ length: 1000 }, (_, at) => `shard-${at}`);
  const streams = Array.from({ length: 300 }, (_, at) => `stream-${at}`);
  const report = (times: number): void =>
    shown.report(
      'tap',
      {
        points: [
          ...shards.map((shard) => point('dynamodb_cdc_shard_records_total', times, shard)),
          ...shards.map((shard, at) => point('dynamodb_cdc_shard_read_lag_seconds', at, shard)),
          ...shards.map((shard, at) => point('dynamodb_cdc_shard_retention_left_seconds', 5000 - at, shard)),
          ...streams.map((stream) => written(times, stream)),
          point('dynamodb_cdc_undurable_age_seconds', 7),
        ],
        causes: [],
      },
      times,
    );

  test('have a bounded number of series; what is beyond is one more: a sum, or the worst', () => {
    report(1);
    report(3);
    const points = shown.points();
    for (const name of Object.keys(METRICS))
      expect(points.filter((one) => one.name === name).length, name).toBeLessThanOrEqual(MAX_SERIES + 1);
    expect(shownOf(points, 'dynamodb_cdc_shard_records_total', 'other')).toBe(3 * (1000 - MAX_SERIES));
    expect(shownOf(points, 'dynamodb_cdc_rows_written_total', 'other')).toBe(3 * (300 - MAX_SERIES));
    expect(shownOf(points, 'dynamodb_cdc_shard_read_lag_seconds', 'other')).toBe(999);
    expect(shownOf(points, 'dynamodb_cdc_shard_durable_lag_seconds', 'other')).toBe(1006);
    expect(shownOf(points, 'dynamodb_cdc_shard_retention_left_seconds', 'other')).toBe(4001);
  });

  test('give a page of a bounded size, too', () => {
    const status = JSON.stringify(statusOf(shown, 5));
    expect(status.length).toBeLessThan(200_000);
  });
});

test('the status says what each shard that is read came from, and what became of it', () => {
  const shown = board();
  const read = (shard: string): Point => point('dynamodb_cdc_shard_read_lag_seconds', 0, shard);
  const parent = (shard: string, of: string): Point => point('dynamodb_cdc_shard_parent', 1, shard, of);
  const pairs = [parent('c', 'a'), parent('c', 'b'), parent('d', 'c')];
  shown.report('tap', { points: [read('b'), read('c'), read('x'), ...pairs], causes: [] }, 0);
  expect(statusOf(shown, 1)).toMatchObject({
    shards: [
      { name: 'b', readLagSeconds: 0, children: ['c'] },
      { name: 'c', readLagSeconds: 0, parents: ['a', 'b'], children: ['d'] },
      { name: 'x', readLagSeconds: 0 },
    ],
    totals: {},
  });
});

test('it is ready when every program is, and says each cause', () => {
  const shown = board();
  shown.starts('tap');
  expect(shown.ready).toMatchObject({ ok: false, causes: [{ code: 'STARTING' }] });
  shown.report('tap', { points: [], causes: [] }, 0);
  expect(shown.ready).toEqual({ ok: true, causes: [] });
  const causes = [causeOf('NOT_DURABLE', 'for 9 s'), causeOf('NOT_DURABLE', 'for 10 s')];
  shown.report('target', { points: [], causes }, 0);
  expect(shown.ready).toEqual({ ok: false, causes });
  expect(shownOf(shown.points(), 'dynamodb_cdc_ready')).toBe(0);
  expect(shown.points().filter(({ name }) => name === 'dynamodb_cdc_not_ready')).toHaveLength(1);
});

test('the same warning is one, with its number; of many the last ones are kept', () => {
  const shown = board();
  for (let at = 0; at < 100; at += 1)
    shown.notice('tap', { level: 'warning', text: `w${at % 20 === 0 ? 0 : at}`, more: [] }, at);
  shown.notice('tap', { level: 'warning', text: 'w0', more: [] }, 100);
  shown.notice('tap', { level: 'warning', text: 'w0', more: [] }, 101);
  expect(shown.notices[0]).toMatchObject({ text: 'w0', at: 101, times: 7 });
  expect(shown.notices).toHaveLength(30);
});

test('an hour is remembered, in steps of ten seconds', () => {
  const shown = board();
  const begin = Date.parse('2026-01-01T00:00:00Z');
  for (let second = 0; second <= 7200; second += 1)
    shown.report('target', { points: [written(second)], causes: [] }, begin + second * 1000);
  expect(shown.history).toHaveLength(361);
  expect(shown.history.at(-1)).toMatchObject({ at: begin + 7_200_000, out: 7200 });
});

describe('the text for Prometheus', () => {
  const hostile = 'a"b\\c\nd{}= \u2028<script>';

  test('escapes names of the data', async () => {
    const text = await render([written(1, hostile)], PLAIN);
    expect(text).toContain(`dynamodb_cdc_rows_written_total{stream="a\\"b\\\\c\\nd{}= \u2028<script>"} 1`);
    expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toHaveLength(1);
  });

  test('has a form for each kind of metric', async () => {
    const tally = new Tally('dynamodb_cdc_batch_seconds');
    for (const value of [0.01, 0.06, 10_000]) tally.add(value);
    const points = [written(2), point('dynamodb_cdc_batch_seconds', tally.distribution)];
    const text = await render(points, OPEN_METRICS);
    expect(text).toMatch(
      /^# TYPE dynamodb_cdc_rows_written counter\ndynamodb_cdc_rows_written_total\{stream="a"\} 2$/m,
    );
    expect(text).toMatch(/_bucket\{le="0.05"\} 1\n.*_bucket\{le="0.1"\} 2\n/);
    expect(text).toMatch(/_bucket\{le="\+Inf"\} 3\n.*_sum 10000.07\n.*_count 3\n# EOF\n$/s);
  });
});

test('what a program says is read as what it may say, and nothing else', () => {
  expect(readReport({ points: [], causes: 5 })).toBeUndefined();
  expect(readReport('x')).toBeUndefined();
  const points = [
    written(1),
    { name: '__proto__', labels: [], value: 1 },
    { name: 'dynamodb_cdc_rows_written_total', labels: [], value: 1 },
    { name: 'dynamodb_cdc_rows_written_total', labels: [1], value: 1 },
    { name: 'dynamodb_cdc_rows_written_total', labels: ['a'], value: 'NaN' },
    { name: 'dynamodb_cdc_batch_rows', labels: [], value: { counts: [1], sum: 1 } },
  ];
  expect(readReport({ points, causes: [{ code: 'A', text: 'x'.repeat(10_000) }] })).toEqual({
    points: [written(1)],
    causes: [{ code: 'A', text: expect.stringMatching(/^x{500}…$/), remedy: '' }],
  });
  expect(readNotice({ level: 'debug', text: 'a' })).toBeUndefined();
  expect(readNotice({ level: 'error', text: 'a', more: ['b', 1] })).toEqual({
    level: 'error',
    text: 'a',
    more: ['b', '1'],
  });
});
