import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blocksOf } from '../docs/blocks.ts';
import { PROJECT } from '../support/programs/project.ts';

const DOCUMENT = 'docs/architecture.md';
const TAP = 'tap-dynamodb-cdc/src';
const TARGET = 'target-cratedb/src';

/** More hand-overs than these between Kinesis and the decoder, and nobody can follow a page. */
const MAX_HAND_OVERS = 5;

/** More classes than these between a message and CrateDB, and nobody can follow a line. */
const MAX_CLASSES = 6;

const blocks = blocksOf(DOCUMENT).map(({ text }) => text);

describe('the way of a page through the tap, as docs/architecture.md has it', () => {
  const [way = []] = blocks
    .map((text) => text.trim().split(' → '))
    .filter((files) => files.at(-1) === 'change-record/decode.ts');

  test('is short', () => {
    expect(way.length).toBeGreaterThan(2);
    expect(way.length - 1).toBeLessThanOrEqual(MAX_HAND_OVERS);
  });

  test.each(pairsOf(way))('%s hands over to %s', (from, to) => {
    expect(know(TAP, from, to)).toBe(true);
  });
});

describe('the way of a message through the target, as docs/architecture.md has it', () => {
  const picture = blocks.find((text) => text.includes('MessageDispatcher')) ?? '';
  const [line = '', ...back] = picture.split('\n').filter((text) => /\b[A-Z]\w+[a-z]\b/.test(text));
  const way = classesIn(line);

  test('is short, and STATE comes back on one', () => {
    expect(way.length).toBeGreaterThan(2);
    expect(way.length).toBeLessThanOrEqual(MAX_CLASSES);
    expect(back.flatMap(classesIn)).toEqual(['LoadProgress', 'StatePrinter']);
  });

  test.each([
    ...pairsOf(way.filter((name) => name !== 'RecordMapper')),
    ['StreamPipeline', 'RecordMapper'],
    ['MessageDispatcher', 'LoadProgress'],
    ['TableQueue', 'LoadProgress'],
    ['LoadProgress', 'StatePrinter'],
  ] as [string, string][])('%s hands over to %s', (from, to) => {
    expect(know(TARGET, fileOf(from), fileOf(to))).toBe(true);
  });
});

test('the files that docs/architecture.md names are there', () => {
  const text = readFileSync(posix.join(PROJECT, DOCUMENT), 'utf8');
  const rows = text.slice(text.indexOf('## Where to look')).split('\n');
  const named = rows.flatMap((row) => {
    const paths = [...row.matchAll(/`([\w./-]+(?:\.ts|\/))`/g)].map(([, path = '']) => path);
    const source = paths[0]?.replace(/\/src\/.*/, '/src') ?? '';
    return paths.map((path) => resolved(path, source, paths));
  });
  expect(named.length).toBeGreaterThan(6);
  expect(named.filter((path) => !existsSync(posix.join(PROJECT, path)))).toEqual([]);
});

test('files that do not import one another do not know one another', () => {
  expect(know(TAP, 'shards/lineage.ts', 'emit/page-emitter.ts')).toBe(false);
});

/** A path of the project; a short one is in the package, or in the folder, of the first one of its row. */
function resolved(path: string, source: string, [first = '']: readonly string[]): string {
  const candidates = [path, `${source}/${path}`, `${posix.dirname(first)}/${path}`, `${TAP}/${path}`];
  return candidates.find((candidate) => existsSync(posix.join(PROJECT, candidate))) ?? path;
}

function pairsOf(way: readonly string[]): [string, string][] {
  return way.slice(1).map((name, index) => [way[index] ?? '', name]);
}

/** Names with a capital inside are classes. */
function classesIn(line: string): string[] {
  return line.match(/\b[A-Z][a-z]+[A-Z]\w+|\bDatabase\b/g) ?? [];
}

/** The file of the target that a class is in. */
function fileOf(name: string): string {
  const files = readdirSync(posix.join(PROJECT, TARGET), { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const declares = new RegExp(`^export class ${name}\\b`, 'm');
  return (
    sources.find((file) => declares.test(readFileSync(posix.join(PROJECT, TARGET, file), 'utf8'))) ?? name
  );
}

/** Whether one file imports the other, or both the port between them, or a context that has the other. */
function know(source: string, one: string, other: string): boolean {
  const [ofOne, ofOther] = [importsOf(source, one), importsOf(source, other)];
  const isPort = (file: string): boolean => posix.basename(file) === 'port.ts' && ofOther.has(file);
  const isContext = (file: string): boolean =>
    file.endsWith('-context.ts') && importsOf(source, file).has(other);
  return ofOne.has(other) || ofOther.has(one) || [...ofOne].some((file) => isPort(file) || isContext(file));
}

function importsOf(source: string, file: string): ReadonlySet<string> {
  const text = readFileSync(posix.join(PROJECT, source, file), 'utf8');
  const paths = [...text.matchAll(/from\s*'(\.[^']+)'/g)];
  return new Set(paths.map(([, path = '']) => posix.join(posix.dirname(file), path)));
}
