import { expect, test } from 'vitest';
import { format } from './figure.ts';

test.each([
  [31_245.4, '31,245'],
  [312.4, '312'],
  [31.24, '31.2'],
  [3.124, '3.12'],
  [0.3124, '0.312'],
  [0, '0.000'],
  [-52.34, '-52.3'],
])('%d is %s', (value, text) => {
  expect(format(value)).toBe(text);
});
