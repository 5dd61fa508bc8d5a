import { describe, expect, test } from 'vitest';
import { AnswerLimit } from './answer-limit.ts';

function message(type: string, bytes: number, sent = Math.max(0, bytes)): Buffer {
  const header = Buffer.alloc(5);
  header.write(type);
  header.writeInt32BE(bytes + 4, 1);
  return Buffer.concat([header, Buffer.alloc(sent)]);
}

const LOGIN = [message('R', 4), message('S', 20), message('K', 8), message('Z', 1)];

/** What is said of bytes that come in pieces of a length. */
function problemOf(bytes: Buffer, piece: number): string | undefined {
  const limit = new AnswerLimit();
  for (let at = 0; at < bytes.length; at += piece) {
    const problem = limit.problem(bytes.subarray(at, at + piece));
    if (problem !== undefined) return problem;
  }
  return undefined;
}

describe.each([1, 3, 7, 65_536])('in pieces of %i bytes', (piece) => {
  test('an ordinary answer is none', () => {
    const answer = [...LOGIN, message('T', 30), message('D', 100_000), message('C', 9), message('Z', 1)];
    expect(problemOf(Buffer.concat(answer), piece)).toBeUndefined();
  });

  test.each([
    ['before the login', [message('S', 20), message('E', 2 ** 31 - 8, 0)], 'a message of 2147483640 bytes'],
    ['before the login, a little', [message('N', 65_537, 0)], 'more than the limit of 65536'],
    ['after it', [...LOGIN, message('D', 2 ** 27 + 1, 0)], 'more than the limit of 134217728'],
    ['without a length', [message('R', -4)], 'without a length'],
  ])('too much %s', (_, messages, problem) => {
    expect(problemOf(Buffer.concat(messages), piece)).toContain(problem);
  });
});

test('rows without end', () => {
  const limit = new AnswerLimit();
  const row = message('D', 2 ** 20);
  expect(
    limit.problem(Buffer.concat([...LOGIN, ...Array.from({ length: 100 }, () => row), message('Z', 1)])),
  ).toBeUndefined();
  for (let n = 0; n < 512; n += 1) expect(limit.problem(row)).toBeUndefined();
  expect(limit.problem(row)).toContain('bytes of rows for one statement');
});
