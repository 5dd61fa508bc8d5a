import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { COMMON_ERRORS, type ErrorCatalogue } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { program as relay } from '../../relay/dist/program.js';
import { program as tap } from '../../tap-dynamodb-cdc/dist/program.js';
import { program as target } from '../../target-cratedb/dist/program.js';
import { BIN, run } from '../support/programs/run.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

const PACKAGES: [string, ErrorCatalogue][] = [
  ['singer', COMMON_ERRORS],
  ['tap-dynamodb-cdc', tap.spec.errors],
  ['target-cratedb', target.spec.errors],
  ['relay', relay.spec.errors],
];

/** What a package throws is in its catalogue, and the other way round. */
test.each(PACKAGES)('the catalogue of %s has exactly the codes of its sources', (folder, catalogue) => {
  const sources = sourcesOf(folder);
  const thrown = sources.flatMap(codesIn);
  expect(Object.keys(catalogue).sort()).toEqual([...new Set(thrown)].sort());
});

test('no code means two things', () => {
  const codes = PACKAGES.flatMap(([, catalogue]) => Object.keys(catalogue));
  expect(codes).toHaveLength(new Set(codes).size);
});

test.each(PACKAGES.flatMap(([, catalogue]) => Object.entries(catalogue)))(
  '%s is said in whole sentences',
  (_, entry) => {
    expect(entry.cause).toMatch(/^[A-Z`][\s\S]{20,}\.$/);
    expect(entry.remedy).toMatch(/^[A-Z`][\s\S]{10,}\.$/);
  },
);

test('--explain says what an error is about', async () => {
  const { code, stdout } = await run(BIN.target, ['--explain', 'cratedb_unreachable']);
  expect(code).toBe(0);
  expect(stdout).toContain(`CRATEDB_UNREACHABLE\n\nCause: ${target.spec.errors.CRATEDB_UNREACHABLE?.cause}`);
  expect(await run(BIN.relay, ['--explain', 'STDOUT_CLOSED'])).toMatchObject({ code: 0 });
  const unknown = await run(BIN.tap, ['--explain', 'NONSENSE']);
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('STREAM_NOT_FOUND') });
});

function sourcesOf(folder: string): string[] {
  return readdirSync(`${root}${folder}/src`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(`${root}${folder}/src/${file}`, 'utf8'));
}

/** The codes in `new ProgramError(CODE, …)` and `super(CODE, …)`, in tables (`code: CODE`), and of defects. */
function codesIn(source: string): string[] {
  const created = [...source.matchAll(/(?:new ProgramError|super)\(([^,]*),/g)].map(
    ([, first = '']) => first,
  );
  const literals = created.map((first) => /'([A-Z_]+)'/.exec(first)?.[1]);
  // A code that is looked up stands in a table.
  const isLookedUp = source.includes('known?.code ?? otherwise');
  if (source.includes('new ProgramError(') && !isLookedUp) expect(literals).not.toContain(undefined);
  const tabled = [...source.matchAll(/\bcode: '([A-Z_]+)'/g)].map(([, code]) => code);
  return [...literals, ...tabled].filter((code) => code !== undefined);
}
