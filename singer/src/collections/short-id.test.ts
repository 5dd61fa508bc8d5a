import { expect, test } from 'vitest';
import { hashOf, shortId } from './short-id.ts';

test('the hash is the one that `sha256sum` prints', () => {
  expect(hashOf('abc')).toBe('sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('only long ids are hashed, each to another one', () => {
  expect(shortId('abc', 3)).toBe('abc');
  expect(shortId('abcd', 3)).toBe(hashOf('abcd'));
  expect(hashOf('\ud800')).not.toBe(hashOf('\ud801'));
});
