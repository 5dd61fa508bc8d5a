import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { type Outcome, run, shell } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { plainRecord } from '../tap/plain-records.ts';
import { canInstall, install, packAll, pathOf } from './packages.ts';

const reachable = await canInstall();
if (!reachable)
  console.warn('SKIPPED: the packages are not installed, as the npm registry cannot be reached');

const PROGRAMS = ['tap-dynamodb-cdc', 'target-cratedb', 'dynamodb-cdc-relay'];

describe.runIf(reachable)('the packages, installed in an empty folder', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  const program = (name: string): string => join(folder.path, 'node_modules/.bin', name);
  const inFolder = (command: string, args: string[]): Promise<Outcome> =>
    run(command, args, { cwd: folder.path });

  beforeAll(async () => {
    folder = temporaryFolder();
    using packed = temporaryFolder();
    await install(folder.path, await packAll(packed.path));
    const lines = ['a', 'b', 'c'].map((id) => plainRecord({ keys: { id: { S: id } } }).data);
    writeFileSync(join(folder.path, 'dump.ndjson'), `${lines.join('\n')}\n`);
  }, 180_000);
  afterAll(() => folder[Symbol.dispose]());

  test.each(PROGRAMS)('%s says what it is', async (name) => {
    const version = await inFolder('npx', ['--no-install', name, '--version']);
    expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    const about = JSON.parse((await inFolder(program(name), ['--about'])).stdout);
    expect(about).toMatchObject({ name, version: version.stdout.trim() });
    expect((await inFolder(program(name), ['--help'])).stdout).toContain(`Usage: ${name} `);
  });

  test('a pipeline of the two', { timeout: 60_000 }, async () => {
    await using schema = await openSchema(inject('cratedb'));
    const script = `"${program('tap-dynamodb-cdc')}" "file+dynamodb+cdc://$PWD/dump.ndjson" | "${program('target-cratedb')}" "$TARGET"`;
    const outcome = await shell(script, { cwd: folder.path, env: { TARGET: schema.url } });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stdout).toContain('"bookmarks"');
    expect(await schema.rows('orders')).toHaveLength(3);
  });

  test('the relay', { timeout: 60_000 }, async () => {
    await using schema = await openSchema(inject('cratedb'));
    const source = `file+dynamodb+cdc://${join(folder.path, 'dump.ndjson')}?once=true`;
    const outcome = await inFolder(program('dynamodb-cdc-relay'), [source, schema.url]);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(await schema.rows('orders')).toHaveLength(3);
  });

  test('modules with types', { timeout: 60_000 }, async () => {
    const source = [
      `import { parseMessage, type SingerMessage } from '@cdc-relay/singer';`,
      ...PROGRAMS.map((name, index) => `import { program as program${index} } from '${name}';`),
      `import { createDecoder } from 'tap-dynamodb-cdc';`,
      `const message: SingerMessage = parseMessage('{"type":"STATE","value":{}}');`,
      'const decoded: Iterable<SingerMessage> = createDecoder({ tables: ["orders"] }).messages([]);',
      'for (const { type } of decoded) console.log(type);',
      'console.log(message.type, [program0, program1, program2].map(({ spec }) => spec.name).join());',
    ];
    writeFileSync(join(folder.path, 'use.mts'), source.join('\n'));
    const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
    const types = ['--types', 'node', '--typeRoots', `${pathOf('node_modules')}/@types`];
    const compiled = await inFolder(process.execPath, [
      tsc,
      ...['--ignoreConfig', '--strict', '--module', 'nodenext', '--target', 'es2023'],
      ...['--lib', 'es2023,esnext.disposable', ...types, 'use.mts'],
    ]);
    expect(compiled).toMatchObject({ code: 0, stdout: '' });
    const used = await inFolder(process.execPath, ['use.mjs']);
    expect(used.stdout).toBe(`STATE ${PROGRAMS.join()}\n`);
  });
});
