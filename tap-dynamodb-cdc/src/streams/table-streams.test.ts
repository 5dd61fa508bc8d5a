import { expect, test } from 'vitest';
import { checkView } from './table-streams.ts';

test.each([
  ['KEYS_ONLY', false],
  ['OLD_IMAGE', true],
  ['NEW_IMAGE', true],
])('the view type %s cannot be used (old_image: %s)', (view, oldImage) => {
  expect(() => checkView('orders', view, oldImage)).toThrow(
    expect.objectContaining({ code: 'TABLE_STREAM_UNUSABLE', message: expect.stringContaining(view) }),
  );
});

test('new images are enough where old ones are not wanted', () => {
  expect(() => checkView('orders', 'NEW_IMAGE', false)).not.toThrow();
  expect(() => checkView('orders', 'NEW_AND_OLD_IMAGES', true)).not.toThrow();
});
