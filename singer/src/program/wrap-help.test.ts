import { expect, test } from 'vitest';
import { wrapHelp } from './wrap-help.ts';

const TEXT = `Examples:
  # a comment that is long enough for two lines
  program --option 'a b' \\
    file --other value

A sentence that was
broken somewhere. Another one.`;

test('paragraphs, comments and commands fit into the width', () => {
  expect(wrapHelp(TEXT, 30)).toBe(`Examples:
  # a comment that is long
  # enough for two lines
  program --option 'a b' \\
    file --other value

A sentence that was broken
somewhere. Another one.`);
});

test('a word that is longer than the width stays whole', () => {
  expect(wrapHelp("  run 'kinesis://a b c'", 10)).toBe("  run \\\n    'kinesis://a b c'");
});
