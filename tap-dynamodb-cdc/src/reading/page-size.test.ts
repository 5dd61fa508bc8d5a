import { expect, test } from 'vitest';
import { bytesOf, PageSize } from './page-size.ts';

test('the Limit follows the size of the records: down at once, up by and by', () => {
  const size = new PageSize(10_000);
  expect(size.limitFor(1024 * 1024)).toBe(1024);
  size.note(100 * 1024 * 10, 10);
  expect(size.limitFor(1024 * 1024)).toBe(10);
  size.note(0, 0);
  expect(size.limitFor(1024 * 1024)).toBe(10);
  size.note(1_000, 10);
  expect(size.limitFor(1024 * 1024)).toBe(20);
  for (let page = 0; page < 20; page += 1) size.note(1_000, 10);
  expect(size.limitFor(1024 * 1024)).toBe(10_000);
});

test('at least one record, at most what the settings say', () => {
  const size = new PageSize(7);
  expect(size.limitFor(1024 * 1024)).toBe(7);
  size.note(10 * 1024 * 1024, 1);
  expect(size.limitFor(1024)).toBe(1);
});

test('bytes are those of the data', () => {
  expect(bytesOf([{ Data: new Uint8Array(3), SequenceNumber: '1' }, { SequenceNumber: '2' } as never])).toBe(
    3,
  );
});
