import { expect, test } from 'vitest';
import { withoutValues } from './without-values.ts';

test.each([
  ['Cannot cast value `secret` to type `bigint`', 'Cannot cast value … to type `bigint`'],
  ['Cannot cast value `a` to type `x` b` to type `bigint`', 'Cannot cast value … to type `bigint`'],
  [
    'Cannot cast object element `a` with value `secret` to type `text`',
    'Cannot cast object element `a` with value … to type `text`',
  ],
  ['Cannot cast `secret` of type `text` to `bigint`', 'Cannot cast … to `bigint`'],
  ["Cannot cast 'secret' to numeric", 'Cannot cast … to numeric'],
  ['Cannot cast {a=secret} to type TEXT', 'Cannot cast … to type TEXT'],
  [
    'Failed CONSTRAINT pos CHECK ("v" > 0) for values: [secret, 1]',
    'Failed CONSTRAINT pos CHECK ("v" > 0) for values: …',
  ],
  [
    "The prefix of the first immense term is: '[115, 101]...', original",
    'The prefix of the first immense term is: …, original',
  ],
  ['Name length exceeds the limit', 'Name length exceeds the limit'],
])('%s', (reason, expected) => {
  expect(withoutValues(reason)).toBe(expected);
});

test('values of the row are not shown either, wherever they are', () => {
  const row = JSON.stringify({ id: 12_345, a: { b: ['secret', 'secret-2'] }, c: 'the' });
  expect(withoutValues('the field secret-2 of 12345 is secret', row)).toBe('the field … of … is …');
});
