import { expect, test } from 'vitest';
import { Semaphore } from './semaphore.ts';

/** What came in so far, in order. */
function visitors(semaphore: Semaphore) {
  const inside: string[] = [];
  const leave = new Map<string, () => void>();
  const come = async (name: string, places: number): Promise<void> => {
    const place = await semaphore.enter(places);
    inside.push(name);
    leave.set(name, () => place[Symbol.dispose]());
  };
  return { inside, come, leave };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test('as many places as there are, in the order of coming; who needs many is not overtaken', async () => {
  const { inside, come, leave } = visitors(new Semaphore(4));
  const all = [come('a', 2), come('b', 1), come('c', 4), come('d', 1)];
  await settle();
  expect(inside).toEqual(['a', 'b']);
  leave.get('a')?.();
  await settle();
  expect(inside).toEqual(['a', 'b']);
  leave.get('b')?.();
  await settle();
  expect(inside).toEqual(['a', 'b', 'c']);
  leave.get('c')?.();
  await Promise.all(all);
  expect(inside).toEqual(['a', 'b', 'c', 'd']);
});
