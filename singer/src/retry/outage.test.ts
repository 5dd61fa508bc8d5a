import { expect, test } from 'vitest';
import { Outage } from './outage.ts';

test('an outage ends once, with the last one that waited', () => {
  const outage = new Outage();
  outage.begins(1000);
  outage.begins(3000);
  expect(outage.ends(4000)).toBeUndefined();
  expect(outage.ends(6000)).toBe(5);
  outage.begins(9000);
  expect(outage.ends(10_000)).toBe(1);
});
