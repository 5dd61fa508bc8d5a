import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { describe, expect, test } from 'vitest';
import { run } from '../support/programs/run.ts';
import { FOLDERS, pathOf } from './packages.ts';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** What each package would publish, by its name. One call: npm takes a second to start. */
async function packAll(): Promise<ReadonlyMap<string, readonly string[]>> {
  const folders = FOLDERS.map((folder) => `./${folder}`);
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', ...folders], { cwd: pathOf('.') });
  const packages = JSON.parse(stdout) as { name: string; files: { path: string }[] }[];
  return new Map(packages.map(({ name, files }) => [name, files.map(({ path }) => path)]));
}

const packed = packAll();

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(`${pathOf(folder)}/package.json`, 'utf8')) as Manifest;
}

describe.each(FOLDERS)('the package of %s', (folder) => {
  test('has nothing that publint minds', async () => {
    const { messages, pkg } = await publint({ pkgDir: pathOf(folder), strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test('holds the program, its types, licence and README, and nothing else', async () => {
    const paths = (await packed).get(manifestOf(folder).name) ?? [];
    expect(paths).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']));
    expect(paths.some((path) => path.endsWith('.d.ts'))).toBe(true);
    expect(
      paths.filter(
        (path) =>
          !/^(?:LICENSE|README\.md|package\.json|bin\/[\w-]+\.js|dist\/.+\.(?:js|d\.ts)|settings\.schema\.json|page\/[\w.]+)$/.test(
            path,
          ),
      ),
    ).toEqual([]);
    expect(paths.filter((path) => path.includes('.test.'))).toEqual([]);
  });

  test('has the licence and the version of the others', () => {
    const { license, version, dependencies } = manifestOf(folder);
    expect({ license, version }).toEqual({ license: 'Apache-2.0', version: manifestOf('singer').version });
    expect(readFileSync(`${pathOf(folder)}/LICENSE`)).toEqual(readFileSync(`${pathOf('.')}/LICENSE`));
    for (const name of ['@cdc-relay/singer', 'tap-dynamodb-cdc', 'target-cratedb'])
      expect([undefined, version]).toContain(dependencies[name]);
  });
});

describe.each(FOLDERS.filter((folder) => folder !== 'singer'))('the settings of %s', (folder) => {
  const schema = JSON.parse(readFileSync(`${pathOf(folder)}/settings.schema.json`, 'utf8')) as object;

  test('are in the package as a JSON Schema that checks a file of --config', async () => {
    expect((await packed).get(manifestOf(folder).name)).toContain('settings.schema.json');
    const isValid = new Ajv({ allowUnionTypes: true }).compile(schema);
    const settings = { $schema: 'settings.schema.json', state_id: 'a', metrics_interval_seconds: 5 };
    const own = Object.entries(settings).filter(
      ([name]) => name in (schema as { properties: object }).properties,
    );
    expect(isValid(Object.fromEntries(own)), JSON.stringify(isValid.errors)).toBe(true);
    expect(isValid({ nonsense: true })).toBe(false);
    expect(isValid({ dead_letter_path: 5, state_file: 5 })).toBe(false);
  });
});

test('the changelog has an entry for this version', () => {
  expect(readFileSync(`${pathOf('.')}/CHANGELOG.md`, 'utf8')).toContain(
    `\n## ${manifestOf('singer').version} `,
  );
});
