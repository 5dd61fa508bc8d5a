import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { blocksOf, documents } from '../docs/blocks.ts';
import { PROJECT } from '../support/programs/project.ts';
import { run } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const UNTIDY = '{"a":1,  "b":\n2}';

/** What the commands of the documents write, as paths from the project's top level. */
function written(): string[] {
  const commands = documents().flatMap((document) =>
    blocksOf(document).flatMap(({ language, text }) => (language === 'shell' ? [text] : [])),
  );
  const files = commands.flatMap((text) => [...text.matchAll(/>{1,2} *([\w.-]+\.\w+)/g)]);
  const folders = commands.flatMap((text) => [...text.matchAll(/(?:cp -R \S+|venv) ([\w-]+)/g)]);
  const paths = [...files.map(([, file]) => file), ...folders.map(([, folder]) => `${folder}/some.json`)];
  return [...new Set(paths.filter((path) => path !== undefined))];
}

test('what the documented commands leave in a clone does not break `make lint`, nor is it left to be committed', async () => {
  using folder = temporaryFolder();
  for (const name of ['biome.json', '.gitignore']) copyFileSync(join(PROJECT, name), join(folder.path, name));
  const left = [...written(), 'examples/meltano/meltano.yml'];
  expect(left).toEqual(expect.arrayContaining(['state.json', 'states.jsonl', 'pipeline/some.json']));
  for (const path of left) {
    mkdirSync(join(folder.path, dirname(path)), { recursive: true });
    writeFileSync(join(folder.path, path), UNTIDY);
  }
  const inFolder = { cwd: folder.path };
  const lint = await run(join(PROJECT, 'node_modules/.bin/biome'), ['check', '.'], inFolder);
  expect(lint.stderr).toContain('Checked 1 file');
  expect(lint.code, lint.stderr).toBe(0);
  await run('git', ['init', '--quiet'], inFolder);
  const untracked = await run('git', ['status', '--porcelain'], inFolder);
  expect(untracked.stdout.trim().split('\n')).toEqual(
    ['.gitignore', 'biome.json', 'examples/'].map((name) => `?? ${name}`),
  );
});
