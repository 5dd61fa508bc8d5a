import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineSplitter, UnreadableLine } from './lines.ts';

function split(chunks: readonly Uint8Array[], maxBytes = 1000): (string | UnreadableLine)[] {
  const splitter = new LineSplitter(maxBytes);
  const lines = [...chunks.flatMap((chunk) => [...splitter.push(chunk)]), ...splitter.end()];
  return lines.map((line) => (line instanceof UnreadableLine ? line : line.text));
}

/** Cuts bytes into chunks of the given lengths, over and over. */
function cut(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? 1;
    chunks.push(bytes.slice(at, at + length));
    at += length;
  }
  return chunks;
}

test('lines do not depend on how the bytes come, also inside of characters', () => {
  const texts = fc.array(
    fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', '')),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(texts, fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (lines, lengths) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      expect(split(cut(bytes, lengths))).toEqual(lines);
    }),
  );
});

test('the last line needs no line feed', () => {
  expect(split([Buffer.from('a\n\nb')])).toEqual(['a', '', 'b']);
  expect(split([])).toEqual([]);
});

test('bytes that are not UTF-8 are an error of their line, and kept', () => {
  const [first, second, third] = split([
    Buffer.from('a\n'),
    Buffer.from([0x22, 0xff, 0xc3]),
    Buffer.from('\nb\n'),
  ]);
  expect([first, third]).toEqual(['a', 'b']);
  expect(second).toMatchObject({ number: 2, message: 'not valid UTF-8', tooLong: false });
  expect([...(second as UnreadableLine).bytes]).toEqual([0x22, 0xff, 0xc3]);
});

test('an overlong line is refused before all of it has come', () => {
  const splitter = new LineSplitter(10);
  expect([...splitter.push(Buffer.from('12345678'))]).toEqual([]);
  const [line] = splitter.push(Buffer.from('9012'));
  expect(line).toMatchObject({ number: 1, tooLong: true });
  expect(split([Buffer.from('1234567890\n')], 10)).toEqual(['1234567890']);
  expect(split([Buffer.from('12345678901\n')], 10)[0]).toBeInstanceOf(UnreadableLine);
});
