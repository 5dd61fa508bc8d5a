import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What each folder imports of its package's other folders, types included; the top level is a folder, too. */
type FolderGraph = ReadonlyMap<string, ReadonlySet<string>>;

test.each(['singer', 'tap-dynamodb-cdc', 'target-cratedb', 'relay', 'test/crate-stand-in'])(
  'no folder of %s imports another one in a circle',
  (name) => {
    const graph = folderGraph(`${root}${name}/src`);
    expect(graph.size).toBeGreaterThan(2);
    expect(circleIn(graph)).toBeUndefined();
  },
);

describe('circleIn', () => {
  const graph = (edges: Record<string, string[]>): FolderGraph =>
    new Map(Object.entries(edges).map(([from, to]) => [from, new Set(to)]));

  test('finds a circle of any length', () => {
    expect(circleIn(graph({ a: ['b'], b: ['c'], c: ['d'], d: ['b'] }))).toBe('b → c → d → b');
  });

  test('a folder that is reached on two ways is none', () => {
    expect(circleIn(graph({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }))).toBeUndefined();
  });
});

function folderGraph(source: string): FolderGraph {
  const graph = new Map<string, Set<string>>();
  for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
    const folder = folderOf(file);
    const imported = graph.get(folder) ?? new Set();
    graph.set(folder, imported);
    for (const [, path = ''] of readFileSync(`${source}/${file}`, 'utf8').matchAll(/from\s*'(\.[^']+)'/g))
      imported.add(folderOf(posix.join(posix.dirname(file), path)));
    for (const [, path = ''] of readFileSync(`${source}/${file}`, 'utf8').matchAll(/import\('(\.[^']+)'/g))
      imported.add(folderOf(posix.join(posix.dirname(file), path)));
    imported.delete(folder);
  }
  return graph;
}

function folderOf(file: string): string {
  const [first = ''] = posix.normalize(file).split('/');
  return first.endsWith('.ts') ? '.' : first;
}

/** A circle as the names on its way, undefined when there is none. */
function circleIn(graph: FolderGraph): string | undefined {
  const done = new Set<string>();
  const search = (folder: string, way: readonly string[]): string | undefined => {
    if (way.includes(folder)) return [...way.slice(way.indexOf(folder)), folder].join(' → ');
    if (done.has(folder)) return undefined;
    for (const next of graph.get(folder) ?? []) {
      const circle = search(next, [...way, folder]);
      if (circle !== undefined) return circle;
    }
    done.add(folder);
    return undefined;
  };
  for (const folder of graph.keys()) {
    const circle = search(folder, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}
