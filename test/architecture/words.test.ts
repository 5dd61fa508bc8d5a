import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT } from '../support/programs/project.ts';

/** What people read: documents, settings, messages, comments, names of tests. */
const PLACES = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'Makefile', 'docs', 'schemas', 'test'],
  ...['singer', 'tap-dynamodb-cdc', 'target-cratedb', 'relay', 'lambda', 'kcl'].map(
    (folder) => `${folder}/src`,
  ),
];
/** Not written by us, or older than the rule; this file has the words themselves. */
const LEFT_OUT = /node_modules|\/dist\/|\/\.cache|fixtures|\/results\/|invariants\.md|words\.test\.ts/;

/** Words that a reader would have to guess, and what to write instead. */
const WORDS: [RegExp, string][] = [
  [/\bpassing (?:fault|reason|error)/i, 'transient error'],
  [/\bpatien(?:ce|tly)\b/i, 'retry policy'],
  [/\bis away\b/i, 'is unavailable'],
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\bfor ever\b/i, 'indefinitely, until stopped'],
  [/\banew\b/i, 'again, from scratch'],
  [/\bso many\b/i, 'this many'],
  [/\btold\b/i, 'reported, logged'],
  [/\bstands? (?:in|beside)\b/i, 'is in, is next to'],
  [/\bputs? (?:\w+ )?aside\b/i, 'sends to the dead-letter file'],
  [/\btakes no more\b/i, 'accepts no more'],
];

const lines = PLACES.flatMap(filesIn).flatMap((path) =>
  readFileSync(join(PROJECT, path), 'utf8')
    .split('\n')
    .map((text, index) => ({ text, place: `${path}:${index + 1}` })),
);

test.each(WORDS)('instead of %s people read: %s', (word) => {
  expect(lines.filter(({ text }) => word.test(text)).map(({ place, text }) => `${place} ${text}`)).toEqual(
    [],
  );
});

test('a word is found', () => {
  expect(lines.length).toBeGreaterThan(10_000);
  expect(WORDS.filter(([word]) => word.test('It was told so many times.'))).toHaveLength(2);
});

/** The text files of a place, as paths from the project's top level. */
function filesIn(place: string): string[] {
  if (LEFT_OUT.test(place)) return [];
  if (!statSync(join(PROJECT, place)).isDirectory()) return [place];
  return readdirSync(join(PROJECT, place), { recursive: true, encoding: 'utf8' })
    .map((name) => join(place, name))
    .filter((path) => /\.(?:md|ts|mjs|json)$/.test(path) && !LEFT_OUT.test(path));
}
