import { expect, test } from 'vitest';
import { checkWriter } from './check-writer.ts';

const direct = { table: 'orders', streamSequence: undefined } as const;
const forwarded = { ...direct, streamSequence: '' } as const;

test('the first change says who writes, and no other one may', () => {
  expect(checkWriter(undefined, direct)).toBe('dynamodb');
  expect(checkWriter(undefined, forwarded)).toBe('forwarder');
  expect(checkWriter('forwarder', forwarded)).toBe('forwarder');
  expect(() => checkWriter('dynamodb', forwarded)).toThrow(
    expect.objectContaining({ code: 'SOURCES_MIXED' }),
  );
  expect(() => checkWriter('forwarder', direct)).toThrow(expect.objectContaining({ code: 'SOURCES_MIXED' }));
});
