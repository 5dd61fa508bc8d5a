import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BIN, run } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SECRET = 'visible-secret-1234';

test.each([
  `{"password": ${SECRET}}`,
  `{"user": "u",\n "password": "${SECRET}" "host": "h"}`,
  `{"password": "${SECRET}`,
  `{"password": "${SECRET}"}}`,
  `{"password": "${SECRET}\n"}`,
  `${SECRET}`,
  `[{"password": "${SECRET}"}]`,
])('broken JSON in a configuration shows nothing of what it holds: %s', async (text) => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'config.json');
  writeFileSync(file, text);
  const outcomes = [
    await run(BIN.target, ['--config', file]),
    await run(BIN.tap, ['--state', file, 'file+dynamodb+cdc:///no/dump']),
  ];
  for (const { code, stderr } of outcomes) {
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /CONFIG_UNREADABLE: .*(?:its JSON is broken at line \d, column \d+|not a JSON object)/,
    );
    expect(stderr).not.toContain('secret');
  }
});

test.runIf(process.platform === 'linux').each(Object.entries(BIN))(
  'the process list no longer shows the arguments of the %s when it loads its first module',
  async (_, program) => {
    using folder = temporaryFolder();
    const seen = join(folder.path, 'seen');
    // Hooks of the module loader are called for each module, the program's own file first.
    writeFileSync(
      join(folder.path, 'spy.mjs'),
      `import { appendFileSync, readFileSync } from 'node:fs';
       import { register } from 'node:module';
       register('data:text/javascript,' + encodeURIComponent(\`
         import { appendFileSync, readFileSync } from 'node:fs';
         export async function load(url, context, next) {
           if (/singer.dist.program.js$/.test(url)) appendFileSync('${seen}', readFileSync('/proc/' + process.pid + '/cmdline'));
           return next(url, context);
         }\`));`,
    );
    const env = { NODE_OPTIONS: `--import=${join(folder.path, 'spy.mjs')}` };
    await run(program, [`crate://u:${SECRET}@127.0.0.1:1/doc`, '--nonsense'], { env });
    expect(readFileSync(seen, 'utf8')).toMatch(
      /^(?:tap-dynamodb-cdc|target-cratedb|dynamodb-cdc-(?:relay|kcl))\0*$/,
    );
  },
);
