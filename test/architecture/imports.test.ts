import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * What each package may import of the others: both ends share the protocol and nothing else, the relay runs
 * them as programs and compares their ends by their entry points, and the Lambda function carries messages from one entry point to the other. */
const ALLOWED = {
  singer: [],
  'tap-dynamodb-cdc': ['@cdc-relay/singer'],
  'target-cratedb': ['@cdc-relay/singer'],
  relay: ['@cdc-relay/singer', 'tap-dynamodb-cdc', 'target-cratedb'],
  lambda: ['@cdc-relay/singer', 'tap-dynamodb-cdc', 'target-cratedb'],
  kcl: ['@cdc-relay/singer', 'tap-dynamodb-cdc', 'target-cratedb'],
  'test/crate-stand-in': [],
  'test/hostile-kinesis': [],
};

const PACKAGES = ['@cdc-relay/', 'tap-dynamodb-cdc', 'target-cratedb', 'dynamodb-cdc-relay'];

test.each(Object.entries(ALLOWED))('%s imports of the other packages only what it may', (folder, allowed) => {
  const files = readdirSync(`${root}${folder}/src`, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) {
    const imported = importsOf(readFileSync(`${root}${folder}/src/${file}`, 'utf8'));
    const foreign = imported.filter((name) => PACKAGES.some((other) => name.startsWith(other)));
    expect(
      foreign.filter((name) => !allowed.some((one) => one === name || `${one}/program` === name)),
      file,
    ).toEqual([]);
    expect(
      imported.filter((name) => escapes(file, name)),
      `${file} leaves its package`,
    ).toEqual([]);
  }
});

function importsOf(source: string): string[] {
  return [...source.matchAll(/(?:from|import|import\()\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

/** True for a relative import that leads out of the package's `src`. */
function escapes(file: string, imported: string): boolean {
  if (!imported.startsWith('.')) return false;
  return new URL(imported, `file:///src/${file}`).pathname.startsWith('/src/') === false;
}
