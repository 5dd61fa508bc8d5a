import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linesOf, UnreadableLine } from './lines.ts';

async function split(chunks: readonly Uint8Array[], maxBytes = 1000): Promise<(string | UnreadableLine)[]> {
  const lines: (string | UnreadableLine)[] = [];
  for await (const line of linesOf(Readable.from(chunks), maxBytes))
    lines.push(line instanceof UnreadableLine ? line : line.text);
  return lines;
}

/** Cuts bytes into chunks of these lengths, over and over. */
function cut(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? 1;
    chunks.push(bytes.slice(at, at + length));
    at += length;
  }
  return chunks;
}

test('lines do not depend on how the bytes come, also inside of characters', async () => {
  const texts = fc.array(
    fc.string({ unit: 'grapheme' }).map((text) => `x${text.replaceAll('\n', '')}`),
    { maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(
      texts,
      fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      async (lines, lengths) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        expect(await split(cut(bytes, lengths))).toEqual(lines);
      },
    ),
  );
});

test('the last line needs no line feed', async () => {
  expect(await split([Buffer.from('a\n\nb')])).toEqual(['a', 'b']);
  expect(await split([])).toEqual([]);
});

test('bytes that are not UTF-8 are an error of their line, and kept', async () => {
  const [first, second, third] = await split([
    Buffer.from('a\n'),
    Buffer.from([0x22, 0xff, 0xc3]),
    Buffer.from('\nb\n'),
  ]);
  expect([first, third]).toEqual(['a', 'b']);
  expect(second).toMatchObject({ number: 2, message: 'not valid UTF-8', tooLong: false });
  expect([...(second as UnreadableLine).bytes]).toEqual([0x22, 0xff, 0xc3]);
});

test('an overlong line is refused before all of it has come', async () => {
  let read = 0;
  const endless = async function* (): AsyncGenerator<Uint8Array> {
    for (;;) {
      read += 8;
      yield Buffer.from('12345678');
    }
  };
  const lines = [];
  for await (const line of linesOf(endless(), 10)) lines.push(line);
  expect(lines).toMatchObject([{ number: 1, tooLong: true }]);
  expect(read).toBe(16);
  expect(await split([Buffer.from('1234567890\n')], 10)).toEqual(['1234567890']);
  expect(await split([Buffer.from('12345678901\n')], 10)).toMatchObject([{ tooLong: true }]);
});

test('blank lines are left out and counted, and are not without end', async () => {
  const lines = [];
  for await (const line of linesOf(Readable.from([Buffer.from('a\n\n \r\n\tb\n\n')]), 1000)) lines.push(line);
  expect(lines).toEqual([
    { number: 1, text: 'a' },
    { number: 4, text: '\tb' },
  ]);
  const blank = '\n'.repeat(100);
  expect(await split([Buffer.from(`a\n${blank}b`)], 100)).toEqual(['a', 'b']);
  expect((await split([Buffer.from(`a\n${blank}\n\nb\n`)], 100))[1]).toMatchObject({ tooLong: true });
  expect(await split([Buffer.from(`${'a'.repeat(50)}\n${blank}${blank.slice(50)}`)], 100)).toHaveLength(1);
});
