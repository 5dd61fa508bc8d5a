import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blocksOf } from '../docs/blocks.ts';
import { PROJECT } from '../support/programs/project.ts';

/** More hand-overs than these between Kinesis and the decoder, and nobody can follow a page. */
const MAX_HAND_OVERS = 5;

const [way = []] = blocksOf('docs/architecture.md')
  .map(({ text }) => text.trim().split(' → '))
  .filter((files) => files.at(-1) === 'change-record/decode.ts');

describe('the way of a page through the tap, as docs/architecture.md has it', () => {
  test('is short', () => {
    expect(way.length).toBeGreaterThan(2);
    expect(way.length - 1).toBeLessThanOrEqual(MAX_HAND_OVERS);
  });

  test.each(way.slice(1).map((file, index) => [way[index] ?? '', file]))(
    '%s hands over to %s',
    (from, to) => {
      expect(know(from, to)).toBe(true);
    },
  );
});

test('files that do not import one another do not know one another', () => {
  expect(know('shards/lineage.ts', 'emit/page-emitter.ts')).toBe(false);
});

/** Whether one file imports the other, or both the port between them. */
function know(one: string, other: string): boolean {
  const [ofOne, ofOther] = [importsOf(one), importsOf(other)];
  const isPort = (file: string): boolean => posix.basename(file) === 'port.ts' && ofOther.has(file);
  return ofOne.has(other) || ofOther.has(one) || [...ofOne].some(isPort);
}

function importsOf(file: string): ReadonlySet<string> {
  const text = readFileSync(posix.join(PROJECT, 'tap-dynamodb-cdc/src', file), 'utf8');
  const paths = [...text.matchAll(/from\s*'(\.[^']+)'/g)];
  return new Set(paths.map(([, path = '']) => posix.join(posix.dirname(file), path)));
}
