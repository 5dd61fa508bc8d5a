import { expect, test } from 'vitest';
import { hint, nearest } from './nearest.ts';

const NAMES = ['url', 'pg_port', 'batch_size_rows', 'password', 'region'];

test.each([
  ['PG_PORT', 'pg_port'],
  ['pgport', 'pg_port'],
  ['passwrod', 'password'],
  ['batch_size', 'batch_size_rows'],
  ['aws_region', 'region'],
  ['nonsense', undefined],
  ['', undefined],
])('%s is meant to be %s', (name, meant) => {
  expect(nearest(name, NAMES)).toBe(meant);
});

test('a hint is a part of a sentence', () => {
  expect(hint('pgport', NAMES)).toBe('; did you mean "pg_port"?');
  expect(hint('nonsense', NAMES)).toBe('');
});
