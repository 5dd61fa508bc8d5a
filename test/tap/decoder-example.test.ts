import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseMessage } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { blocksOf } from '../docs/blocks.ts';
import { PROJECT } from '../support/programs/project.ts';
import { run } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { lambdaEvent } from './lambda-event.ts';

test('the example of docs/decoder.md turns an event of AWS Lambda into messages', async () => {
  const [example] = blocksOf('docs/decoder.md').filter(({ language }) => language === 'js');
  using folder = temporaryFolder();
  symlinkSync(join(PROJECT, 'node_modules'), join(folder.path, 'node_modules'));
  const call = `await handler(${JSON.stringify(lambdaEvent())});`;
  writeFileSync(join(folder.path, 'example.mjs'), `${example?.text}\n${call}\n`);
  const outcome = await run(process.execPath, ['example.mjs'], { cwd: folder.path });
  expect(outcome.code, outcome.stderr).toBe(0);
  const messages = outcome.stdout
    .trimEnd()
    .split('\n')
    .map((line) => parseMessage(line));
  expect(messages).toMatchObject([
    { type: 'SCHEMA', stream: 'orders', key_properties: ['id'] },
    { type: 'RECORD', stream: 'orders', record: { id: 'a' } },
    { type: 'RECORD', stream: 'orders', record: { id: 'b' } },
  ]);
});
