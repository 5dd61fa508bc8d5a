import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { COMMON_ERRORS, type ErrorCatalogue } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { ERRORS as KCL_ERRORS } from '../../kcl/dist/error-catalogue.js';
import { ERRORS as LAMBDA_ERRORS } from '../../lambda/dist/error-catalogue.js';
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
  ['lambda', LAMBDA_ERRORS],
  ['kcl', KCL_ERRORS],
];

// That a code which is thrown is in a catalogue, the compiler checks: see `ErrorCodes`.
test.each(PACKAGES)('%s throws each code of its catalogue', (folder, catalogue) => {
  const sources = sourcesOf(folder);
  const codes = Object.keys(catalogue);
  expect(codes.filter((code) => !sources.some((source) => source.includes(`'${code}'`)))).toEqual([]);
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
    .filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('error-catalogue.ts'),
    )
    .map((file) => readFileSync(`${root}${folder}/src/${file}`, 'utf8'));
}
