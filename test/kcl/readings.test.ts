import { expect, test } from 'vitest';
import { overlapsOf, readingsOf, type WorkerLog } from './readings.ts';

/** A log whose lines come in the seconds of a minute. */
function log(name: string, lines: readonly [second: number, what: string][], killedAt?: number): WorkerLog {
  const text = lines.map(([second, what]) => `${timeOf(second)} INFO    dynamodb-cdc-kcl shard-1: ${what}`);
  return { name, text: ['noise', ...text].join('\n'), killedAt };
}

const timeOf = (second: number): string => `2026-11-27T08:00:${String(second).padStart(2, '0')}.000Z`;
const BEGINS = 'reads its shard';
const FREE = 'its shard is free for another process';
const LOST = 'its shard is read by another process';

test('one after the other is no overlap, whatever ends it', () => {
  const logs = [
    log('one', [
      [1, BEGINS],
      [5, FREE],
    ]),
    log('two', [[5, BEGINS]], Date.parse(timeOf(9))),
    log('three', [
      [10, BEGINS],
      [11, LOST],
      [20, BEGINS],
    ]),
    log('four', [
      [12, BEGINS],
      [19, 'its shard is read to the end'],
    ]),
  ];
  expect(overlapsOf(logs)).toEqual({ zombies: [], others: [] });
  expect(readingsOf(logs[2] as WorkerLog)).toHaveLength(2);
});

test.each<[string, WorkerLog[], number, number]>([
  [
    'who had lost it is a zombie',
    [
      log('one', [
        [1, BEGINS],
        [9, LOST],
      ]),
      log('two', [[5, BEGINS]]),
    ],
    1,
    0,
  ],
  [
    'who had not lost it is none',
    [
      log('one', [
        [1, BEGINS],
        [9, FREE],
      ]),
      log('two', [[5, BEGINS]]),
    ],
    0,
    1,
  ],
  [
    'who never says that it ends',
    [
      log('one', [[1, BEGINS]]),
      log('two', [
        [5, BEGINS],
        [6, LOST],
      ]),
    ],
    0,
    1,
  ],
  [
    'who was killed later',
    [log('one', [[1, BEGINS]], Date.parse(timeOf(9))), log('two', [[5, BEGINS]])],
    0,
    1,
  ],
])('two at a time: %s', (_, logs, zombies, others) => {
  const found = overlapsOf(logs);
  expect([found.zombies.length, found.others.length]).toEqual([zombies, others]);
});
