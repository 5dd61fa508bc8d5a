import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test, vi } from 'vitest';
import { blocksOf } from '../docs/blocks.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { PROJECT } from '../support/programs/project.ts';
import { type Outcome, run } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { lambdaEvent } from '../tap/lambda-event.ts';
import { rowsById } from './load.ts';

vi.setConfig({ testTimeout: 60_000 });

const EXAMPLES = blocksOf('docs/loading.md').filter(({ language }) => language === 'js');

/** The text of an example, with a schema of this run in place of the user's. */
function example(index: number, schema: TestSchema): string {
  return EXAMPLES[index]?.text.replace('crate://crate@localhost:4200/testdrive', schema.url) ?? '';
}

/** Runs a module where the packages are installed. */
async function runModule(name: string, source: string): Promise<Outcome> {
  using folder = temporaryFolder();
  symlinkSync(join(PROJECT, 'node_modules'), join(folder.path, 'node_modules'));
  writeFileSync(join(folder.path, name), source);
  return await run(process.execPath, [name], { cwd: folder.path });
}

test('the first example says which state is durable, also in a module that requires the package', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const text = example(0, schema);
  const required = text.replace(/^import (.*) from (.*);$/m, 'const $1 = require($2);');
  const modules = { 'example.mjs': text, 'example.cjs': `(async () => {\n${required}})();` };
  for (const [name, source] of Object.entries(modules)) {
    const { code, stdout, stderr } = await runModule(name, source);
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: '{"position":2}\n' });
  }
  expect(await rowsById(schema, 'parcels')).toEqual({ a: { grams: 120 }, b: { grams: 4000 } });
});

test('the handler for AWS Lambda has the records of an event in CrateDB when it returns', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const event = JSON.stringify(lambdaEvent());
  const calls = `await handler(${event});\nawait handler(${event});\nprocess.exit(0);\n`;
  const { code, stderr } = await runModule('example.mjs', `${example(1, schema)}\n${calls}`);
  expect(code, stderr).toBe(0);
  expect(Object.keys(await rowsById(schema, 'orders')).sort()).toEqual(['a', 'b']);
});
