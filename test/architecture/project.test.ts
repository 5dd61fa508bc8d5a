import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROJECT } from '../support/programs/project.ts';

const FOLDERS = ['singer', 'tap-dynamodb-cdc', 'target-cratedb', 'relay', 'lambda', 'kcl'];

interface Manifest {
  readonly name: string;
  readonly author?: string;
  readonly homepage?: string;
  readonly bugs?: { readonly url: string };
  readonly repository?: { readonly url: string; readonly directory: string };
  readonly engines: { readonly node: string };
}

describe.each(FOLDERS)('the package of %s', (folder) => {
  const { author, homepage, bugs, repository, engines } = manifestOf(folder);

  test('says who made it, where it is developed and where faults are reported', () => {
    expect(author).toMatch(/\w/);
    expect(repository?.directory).toBe(folder);
    const repositoryUrl = /^git\+(https:.+)\.git$/.exec(repository?.url ?? '')?.[1];
    expect(homepage).toBe(`${repositoryUrl}/tree/main/${folder}#readme`);
    expect(bugs?.url).toBe(`${repositoryUrl}/issues`);
  });

  test('needs the Node that is tested and documented', () => {
    const least = /^>=(\d+\.\d+)$/.exec(engines.node)?.[1] ?? '';
    const tested = /node: \[(.*)\]/.exec(textOf('.github/workflows/ci.yml'))?.[1] ?? '';
    expect(tested).toContain(`"${least}"`);
    expect(textOf('README.md')).toContain(`for Node ${least} or newer`);
    expect(tested).toContain(`"${textOf('.nvmrc').trim()}"`);
  });
});

test('the packages get their versions together', () => {
  const { fixed } = JSON.parse(textOf('.changeset/config.json')) as { fixed: string[][] };
  expect(fixed).toEqual([FOLDERS.map((folder) => manifestOf(folder).name)]);
});

test('test/README.md names every folder of tests', () => {
  const listed = [...textOf('test/README.md').matchAll(/`(\w[\w-]*)\/`/g)].map(([, folder = '']) => folder);
  const folders = readdirSync(join(PROJECT, 'test'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'dist')
    .map(({ name }) => name);
  expect(folders.filter((folder) => !listed.includes(folder))).toEqual([]);
});

test('CONTRIBUTING.md names commands that there are', () => {
  const makefile = textOf('Makefile');
  const targets = [...textOf('CONTRIBUTING.md').matchAll(/\bmake ([a-z-]+)/g)].map(([, name = '']) => name);
  expect(targets.length).toBeGreaterThan(5);
  expect(targets.filter((name) => !new RegExp(`^${name}:`, 'm').test(makefile))).toEqual([]);
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
  const runs = [...textOf('CONTRIBUTING.md').matchAll(/\bnpm run ([a-z-]+)/g)].map(([, name = '']) => name);
  expect(runs.filter((name) => !(name in scripts))).toEqual([]);
});

function manifestOf(folder: string): Manifest {
  return JSON.parse(textOf(join(folder, 'package.json'))) as Manifest;
}

function textOf(path: string): string {
  return readFileSync(join(PROJECT, path), 'utf8');
}
