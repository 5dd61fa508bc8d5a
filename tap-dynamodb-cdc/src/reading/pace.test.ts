import { expect, test } from 'vitest';
import { isAws } from '../kinesis/endpoint.ts';
import { Pace } from './pace.ts';

test('after a rest, five calls go at once; the sixth waits for the second to pass', () => {
  const pace = new Pace();
  for (const now of [0, 1, 2, 3, 4]) {
    expect(pace.delay(now)).toBe(0);
    pace.answered(now, 1_000);
  }
  expect(pace.delay(5)).toBe(995);
  expect(pace.delay(1_000)).toBe(0);
});

test('a page of 10 MiB takes five seconds', () => {
  const pace = new Pace();
  pace.answered(100, 10 * 1024 * 1024);
  expect(pace.delay(100)).toBe(5_000);
  expect(pace.delay(5_100)).toBe(0);
});

test.each([
  [undefined, true],
  ['https://kinesis.eu-central-1.amazonaws.com', true],
  ['https://kinesis.cn-north-1.amazonaws.com.cn', true],
  ['https://vpce-0123-abcd.kinesis.eu-central-1.vpce.amazonaws.com', true],
  ['http://localhost:4566', false],
  ['http://amazonaws.com.example.org', false],
])('%s is AWS: %s', (endpoint, expected) => {
  expect(isAws(endpoint)).toBe(expected);
});
