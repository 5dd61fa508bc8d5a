import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BIN, run } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// What a start loads, counted: time says nothing on a machine that does other things as well. Measured were 37 to 45
// files and 0.09 s; each further file costs a third of a millisecond, a library such as ajv 40 (docs/performance.md).
const MAX_FILES = 55;

test.each(Object.keys(BIN) as (keyof typeof BIN)[])('%s --version loads next to nothing', async (name) => {
  const { files, packages } = await loadedBy(BIN[name], ['--version']);
  expect(packages).toEqual(['commander']);
  expect(files.length).toBeGreaterThan(10);
  expect(files.length).toBeLessThan(MAX_FILES);
});

test.each([
  ['no server', ''],
  ['a server that nobody asks', '127.0.0.1:0'],
])('a run loads the libraries that it needs: no AWS SDK for a file, no metrics with %s', async (_, http) => {
  using folder = temporaryFolder();
  const dump = join(folder.path, 'dump.ndjson');
  writeFileSync(dump, '');
  const { packages } = await loadedBy(BIN.tap, [`file+dynamodb+cdc://${dump}`], {
    TAP_DYNAMODB_CDC_HTTP: http,
  });
  expect(packages).toContain('lossless-json');
  expect(packages.filter((name) => /^@aws-sdk|^@smithy|^prom-client/.test(name))).toEqual([]);
});

/** The files that a program loads, as V8 reports them, and the packages of others among them. */
async function loadedBy(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ files: string[]; packages: string[] }> {
  using folder = temporaryFolder();
  const outcome = await run(command, args, { env: { ...env, NODE_V8_COVERAGE: folder.path } });
  expect(outcome.code, outcome.stderr).toBe(0);
  const files = readdirSync(folder.path).flatMap((file) => scriptsIn(join(folder.path, file)));
  const packages = files.flatMap((file) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []);
  return { files, packages: [...new Set(packages)].sort() };
}

function scriptsIn(path: string): string[] {
  const { result } = JSON.parse(readFileSync(path, 'utf8')) as { result: { url: string }[] };
  return result.map(({ url }) => url).filter((url) => url.startsWith('file:'));
}
