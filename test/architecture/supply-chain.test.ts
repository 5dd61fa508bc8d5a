import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROJECT } from '../support/programs/project.ts';

interface Locked {
  readonly integrity?: string;
  readonly link?: boolean;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const WORKFLOWS = readdirSync(join(PROJECT, '.github/workflows')).map((name) => `.github/workflows/${name}`);
const TEST_SERVERS = ['test/crate-stand-in', 'test/hostile-kinesis'];
const MANIFESTS = [
  '.',
  'singer',
  'tap-dynamodb-cdc',
  'target-cratedb',
  'relay',
  'lambda',
  'kcl',
  ...TEST_SERVERS,
];

describe('the lock file', () => {
  const packages = Object.entries(lock().packages);
  const foreign = packages.filter(([path, { link }]) => path.includes('node_modules/') && link !== true);
  const names = new Set(foreign.map(([path]) => nameOf(path)));

  test('has the packages of every platform, so that `npm ci` installs the same everywhere', () => {
    const wanted = foreign.flatMap(([, { optionalDependencies = {} }]) => Object.keys(optionalDependencies));
    expect(wanted).toContain('@biomejs/cli-darwin-arm64');
    expect(wanted.filter((name) => !names.has(name))).toEqual([]);
  });

  test('has a checksum of every package', () => {
    expect(
      foreign.filter(([, { integrity = '' }]) => !integrity.startsWith('sha512-')).map(([path]) => path),
    ).toEqual([]);
  });

  test('has no package that everybody installs and that runs a script then', () => {
    const always = foreign.filter(([, { optional }]) => optional !== true).map(([path]) => path);
    expect(always.length).toBeGreaterThan(50);
    expect(always.filter(hasInstallScript)).toEqual([]);
  });
});

test.each(MANIFESTS)('%s/package.json names exact versions', (folder) => {
  const { dependencies, devDependencies, overrides } = manifestOf(folder);
  const versions = Object.values({ ...dependencies, ...devDependencies, ...overrides?.dynalite });
  expect(versions.filter((version) => !/^(?:npm:[\w@/-]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test.each(TEST_SERVERS)('%s is never published, nor installed with the programs', (folder) => {
  const { private: isPrivate, dependencies } = manifestOf(folder);
  expect(isPrivate).toBe(true);
  expect(dependencies).toBeUndefined();
});

test('npm runs no script of a package, whoever calls it', () => {
  expect(textOf('.npmrc')).toMatch(/^ignore-scripts=true$/m);
});

test.each(['Makefile', 'Dockerfile', '.ci/run', ...WORKFLOWS])('%s installs what is locked', (file) => {
  const calls = textOf(file).match(/\bnpm (?:ci|i|install|add|update|exec)\b.*/g) ?? [];
  expect(calls.filter((call) => !call.startsWith('npm ci'))).toEqual([]);
});

test('the image is installed by the lock file, without scripts, before its last stage', () => {
  const [, build = '', buildKcl = '', kcl = '', relay = '', ...others] =
    textOf('Dockerfile').split(/^FROM /m);
  expect(others).toEqual([]);
  const [first = [], second = []] = [build, buildKcl].map((stage) => stage.match(/npm ci\b.*/g) ?? []);
  expect([first.length, second.length]).toEqual([2, 1]);
  for (const call of [...first, ...second]) expect(call).toContain('--ignore-scripts');
  for (const calls of [first, second]) expect(calls.at(-1)).toContain('--omit=dev');
  expect(relay).not.toMatch(/^RUN/m);
  // Java comes from the packages of the image's Debian, and nothing else.
  expect(kcl.match(/^RUN .*/gm)).toEqual([
    expect.stringMatching(/^RUN apt-get update && apt-get install .*jre/),
  ]);
  for (const runtime of [kcl, relay]) expect(runtime).toMatch(/^USER node$/m);
});

test.each(['Dockerfile', 'docker-compose.yml', ...WORKFLOWS])('%s names images by digest', (file) => {
  const named = /^(?:FROM(?: --\S+)*|\s+(?:image|[A-Z]+):) +([\w.-]+(?:\/[\w.-]+)*:\S+)/gm;
  const images = [...textOf(file).matchAll(named)].map(([, image = '']) => image);
  expect(images.length).toBeGreaterThan(0);
  expect(images.filter((image) => !/^[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}$/.test(image))).toEqual([]);
});

describe.each(WORKFLOWS)('%s', (file) => {
  const workflow = textOf(file);

  test('names actions by commit', () => {
    const actions = [...workflow.matchAll(/\buses: (?!\.\/)(.+)$/gm)].map(([, action = '']) => action);
    expect(actions.length).toBeGreaterThan(0);
    expect(actions.filter((action) => !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
  });

  test('may read the repository only, unless a job says otherwise, and leaves no token behind', () => {
    expect(workflow).toMatch(/^permissions:\n {2}contents: read\n(?! )/m);
    const checkouts = workflow.match(/uses: *actions\/checkout@/g) ?? [];
    expect(workflow.match(/persist-credentials: false/g)).toHaveLength(checkouts.length);
  });

  test('puts nothing into a script that a stranger can write', () => {
    expect(workflow).not.toMatch(/pull_request_target|workflow_run/);
    const scripts = workflow.match(/\brun: (?:\|\n(?:(?: {8,}.*)?\n)+|.*)/g) ?? [];
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
  });
});

test('a release is published with provenance and a list of what is in it', () => {
  const release = textOf('.github/workflows/release.yml');
  expect(release).toMatch(/npm publish .*--provenance/);
  expect(release).toMatch(/make .*\bsbom\b[\s\S]*sbom\.cdx\.json/);
  expect(release).toMatch(/docker buildx build[\s\S]*--provenance=mode=max[\s\S]*--sbom=/);
  expect(release).toMatch(/id-token: write/);
});

test('a release publishes every package but those of the tests', () => {
  const { workspaces } = JSON.parse(textOf('package.json')) as { workspaces: string[] };
  const published = [...textOf('.github/workflows/release.yml').matchAll(/--workspace (\S+)/g)];
  expect(published.map(([, folder]) => folder)).toEqual(workspaces.filter((one) => !one.startsWith('test/')));
});

/** True when npm would run something: a script, or node-gyp because of a binding.gyp. */
function hasInstallScript(path: string): boolean {
  const { scripts = {} } = manifestOf(path);
  const named = ['preinstall', 'install', 'postinstall'].some((name) => name in scripts);
  return named || existsSync(join(PROJECT, path, 'binding.gyp'));
}

interface Manifest {
  readonly private?: boolean;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly overrides?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(textOf(join(folder, 'package.json'))) as Manifest;
}

function lock(): { packages: Record<string, Locked> } {
  return JSON.parse(textOf('package-lock.json')) as { packages: Record<string, Locked> };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

function textOf(path: string): string {
  return readFileSync(join(PROJECT, path), 'utf8');
}
