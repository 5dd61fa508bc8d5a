import { Board, causeOf, type Point, point, type Report } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { ShardReports } from './shard-reports.ts';

const READY_MS = 8_000;

function line(shardId: string, rows: number, causes: Report['causes'] = []): string {
  const report: Report = { points: [point('dynamodb_cdc_rows_written_total', rows, 'orders')], causes };
  return JSON.stringify({ shardId, report });
}

function opened(): { board: Board; reports: ShardReports; value: (name: Point['name']) => unknown } {
  const board = new Board({ name: 'worker', version: '1' }, 0);
  const value = (name: Point['name']): unknown => board.points().find((one) => one.name === name)?.value;
  return { board, reports: new ShardReports(board, READY_MS), value };
}

test('a worker without shards stands by: it is ready', () => {
  const { board, reports, value } = opened();
  expect(board.ready.ok).toBe(false);
  reports.tick(0);
  expect(board.ready.ok).toBe(true);
  expect(value('dynamodb_cdc_shards')).toBe(0);
});

test('the processes of shards add up, also with those that have ended', () => {
  const { reports, value } = opened();
  reports.line('1', line('shard-3', 3), 0);
  reports.line('2', line('shard-4', 4), 0);
  reports.tick(0);
  expect(value('dynamodb_cdc_shards')).toBe(2);
  reports.ended('2');
  // The shard has come back, in another process.
  reports.line('3', line('shard-4', 1), 0);
  reports.tick(0);
  expect(value('dynamodb_cdc_shards')).toBe(2);
  expect(value('dynamodb_cdc_rows_written_total')).toBe(8);
});

test('a worker is as ready as its shards, and not with one that is silent', () => {
  const { board, reports } = opened();
  reports.tick(0);
  reports.line('1', line('shard-3', 3, [causeOf('NOT_DURABLE', 'for 9 s')]), 0);
  expect(board.ready.causes).toMatchObject([{ code: 'NOT_DURABLE' }]);
  reports.line('1', line('shard-3', 3), 1_000);
  expect(board.ready.ok).toBe(true);
  reports.tick(1_001 + READY_MS);
  expect(board.ready.causes).toMatchObject([
    { code: 'PROGRAM_SILENT', text: expect.stringContaining('shard-3') },
  ]);
  reports.ended('1');
  reports.tick(1_002 + READY_MS);
  expect(board.ready.ok).toBe(true);
});

test.each(['', 'null', '[]', '{"shardId":1,"report":{"points":[],"causes":[]}}', '{"shardId":"a"}'])(
  '%j is no report',
  (text) => {
    const { reports, value } = opened();
    reports.line('1', text, 0);
    reports.tick(0);
    expect(value('dynamodb_cdc_shards')).toBe(0);
  },
);
