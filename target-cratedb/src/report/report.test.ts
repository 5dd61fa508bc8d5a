import { PassThrough } from 'node:stream';
import { Logger } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { StreamCounts } from './counts.ts';
import { Metrics } from './metrics.ts';
import { statusLine } from './status-line.ts';

/** A log whose messages land in a list. */
function logging(): { log: Logger; lines: string[] } {
  const lines: string[] = [];
  const stream = new PassThrough().on('data', (chunk: Buffer) => lines.push(chunk.toString().trimEnd()));
  return {
    log: new Logger('target', { level: 'info', format: ({ message }) => message, live: true }, stream),
    lines,
  };
}

test('the status line says how far the load is, and only what there is', () => {
  const counts = new StreamCounts();
  Object.assign(counts.of('a'), { received: 1000, upserted: 800 });
  Object.assign(counts.of('b'), { received: 500, upserted: 400, stale: 3, bad: 1 });
  expect(statusLine(counts, 3 * 1024 * 1024, 10)).toBe(
    '1500 records, 1200 written, 3 stale, 1 bad, 3.0 MB waiting, 150 records/s',
  );
});

test('metrics report what was counted since the last time', () => {
  const { log, lines } = logging();
  const counts = new StreamCounts();
  const metrics = new Metrics(log, counts);
  Object.assign(counts.of('a'), { received: 5, seconds: 0.12345 });
  metrics.write();
  counts.of('a').received = 7;
  metrics.write();
  metrics.write();
  expect(lines.map((line) => JSON.parse(line.slice('METRIC: '.length)) as unknown)).toEqual([
    { type: 'counter', metric: 'record_count', value: 5, tags: { stream: 'a' } },
    { type: 'timer', metric: 'batch_processing_time', value: 0.123, tags: { stream: 'a' } },
    { type: 'counter', metric: 'record_count', value: 2, tags: { stream: 'a' } },
  ]);
});
