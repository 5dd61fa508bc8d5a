import { expect, test } from 'vitest';
import { unreachable } from './faults.ts';

test.each([
  ['localhost:4200', true],
  ['a:5432, b:4200', true],
  ['localhost:5432', false],
  ['localhost:42001', false],
])('at %s the port of HTTP is suspected: %s', (where, suspected) => {
  const { remedy } = unreachable(where, new Error('connect ECONNREFUSED'));
  expect(remedy?.includes('4200 is mostly the port of HTTP')).toBe(suspected);
  expect(remedy).toContain('Check host, PostgreSQL port (`pg_port`)');
});
