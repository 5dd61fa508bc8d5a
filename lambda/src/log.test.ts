import { afterEach, expect, test, vi } from 'vitest';
import { FunctionLog } from './log.ts';

afterEach(() => vi.restoreAllMocks());

/** What a log writes, as JSON. */
function written(use: (log: FunctionLog) => void, environment = {}): unknown[] {
  const lines: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  const log = new FunctionLog(environment);
  log.requestId = 'request-1';
  use(log);
  return lines.map((line) => JSON.parse(line) as unknown);
}

test('a line is JSON with the id of the request; Singer’s metrics are left out', () => {
  const lines = written(({ logger }) => {
    logger.metric({ type: 'counter', metric: 'record_count', value: 1, tags: {} });
    logger.warning('careful', { stream: 'orders' });
  });
  expect(lines).toMatchObject([
    { level: 'WARNING', requestId: 'request-1', message: 'careful', stream: 'orders' },
  ]);
});

test('metrics have CloudWatch’s embedded format, whatever the level', () => {
  const metrics = {
    Records: 3,
    Rows: 2,
    StaleRecords: 1,
    BadRecords: 0,
    PendingRecords: 0,
    MillisecondsBehind: 12,
  };
  const environment = { LOG_LEVEL: 'error', AWS_LAMBDA_FUNCTION_NAME: 'cdc' };
  const [line] = written((log) => {
    log.logger.info('quiet');
    log.metrics(metrics);
  }, environment) as [
    { _aws: { CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[] } },
  ];
  const [directive] = line._aws.CloudWatchMetrics;
  expect(line).toMatchObject({ ...metrics, FunctionName: 'cdc', requestId: 'request-1' });
  expect(directive?.Dimensions).toEqual([['FunctionName']]);
  expect(directive?.Metrics.map(({ Name }) => Name).sort()).toEqual(Object.keys(metrics).sort());
  expect(directive?.Metrics.find(({ Name }) => Name === 'MillisecondsBehind')?.Unit).toBe('Milliseconds');
});
