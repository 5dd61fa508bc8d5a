import { expect, test } from 'vitest';
import { parseBoolean } from './boolean.ts';

test('a boolean is read in the spellings of the Singer SDK, and in no others', () => {
  for (const text of ['true', 'TRUE', '1', 'yes', 'On']) expect(parseBoolean(text)).toBe(true);
  for (const text of ['false', 'False', '0', 'no', 'off']) expect(parseBoolean(text)).toBe(false);
  for (const text of ['', 'y', '2', ' true', 'true\n']) expect(parseBoolean(text)).toBeUndefined();
});
