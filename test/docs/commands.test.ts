import { existsSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { publish, sourceUrl } from '../e2e/pipe.ts';
import { shop } from '../meltano/scenario.ts';
import { crateServer } from '../support/cratedb/connection.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { type KinesisLocal, startKinesisLocal } from '../support/kinesis/kinesis-local.ts';
import { PROJECT } from '../support/programs/project.ts';
import { shell } from '../support/programs/run.ts';
import { hasPython, tool } from '../support/python/tool.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type Block, blocksOf, documents, linksIn } from './blocks.ts';

const LANGUAGES = ['', 'ini', 'js', 'json', 'mermaid', 'shell'];
/** What is not at hand here. */
const ABSENT = [
  'AWS',
  'the AWS command line',
  'Docker',
  'CrateDB Cloud',
  'a package registry',
  'another project',
];
const DRY = 'runs as: make --dry-run';
const MARKS = [...ABSENT.map((thing) => `needs ${thing}`), 'needs CrateDB', DRY];

describe.each(documents())('%s', (document) => {
  const blocks = blocksOf(document);
  const commands = blocks.filter(({ language }) => language === 'shell');

  test('marks only blocks of commands, with marks that are known', () => {
    expect(blocks.map(({ language }) => language).filter((name) => !LANGUAGES.includes(name))).toEqual([]);
    for (const { mark, language } of blocks)
      if (mark !== undefined) expect([language, MARKS]).toEqual(['shell', expect.arrayContaining([mark])]);
  });

  test('links to what is there', () => {
    expect(linksIn(document).filter((path) => !existsSync(join(PROJECT, path)))).toEqual([]);
  });

  const runnable = commands.filter(({ mark }) => isAtHand(mark));
  const usesMeltano = runnable.some(({ text }) => text.includes('meltano '));
  if (runnable.length === 0) return;
  test.runIf(hasPython || !usesMeltano)('has commands that work', async () => {
    await using schema = await openSchema(inject('cratedb'));
    using folder = checkout();
    const script = runnable.map((block) => adapted(block, schema)).join('\n');
    const env = usesMeltano ? meltanoEnvironment(schema) : pipeEnvironment(schema);
    const outcome = await shell(`set -euo pipefail\n${script}`, { cwd: folder.path, env });
    expect(outcome.code, outcome.stderr).toBe(0);
  });
});

let kinesis: KinesisLocal;
beforeAll(async () => {
  kinesis = await startKinesisLocal({ streams: { 'cdc-stream': 2 } });
  await publish(kinesis, 'cdc-stream', shop(5, 40).records);
}, 60_000);
afterAll(async () => await kinesis.stop());

function isAtHand(mark: string | undefined): boolean {
  if (mark === 'needs CrateDB') return inject('cratedbIsReal');
  return !ABSENT.some((thing) => mark === `needs ${thing}`);
}

/** A block's commands, with this run's servers in place of a user's. */
function adapted({ text, mark }: Block, schema: TestSchema): string {
  const script = mark === DRY ? text.replaceAll(/^make /gm, 'make --dry-run ') : text;
  return script
    .replaceAll('localhost:4566', `localhost:${kinesis.port}`)
    .replaceAll('region=eu-central-1', 'region=us-east-1')
    .replaceAll('crate://crate@localhost:4200/testdrive', schema.url)
    .replaceAll('testdrive.', `${schema.name}.`);
}

/** Where from and where to, as documents that need AWS for it say it themselves. */
function pipeEnvironment(schema: TestSchema): Record<string, string> {
  return { SOURCE: sourceUrl(kinesis.endpoint, 'cdc-stream'), TARGET: schema.url };
}

/** What the copied `.env` of the example would say. */
function meltanoEnvironment(schema: TestSchema): Record<string, string> {
  const { host, port, user } = crateServer(inject('cratedb'));
  return {
    PATH: `${dirname(tool('meltano'))}:${process.env.PATH}`,
    TAP_DYNAMODB_CDC_ENDPOINT_URL: kinesis.endpoint,
    TAP_DYNAMODB_CDC_REGION: 'us-east-1',
    TARGET_CRATEDB_HOST: `${host}:${port}`,
    TARGET_CRATEDB_USER: user,
    TARGET_CRATEDB_DEFAULT_TARGET_SCHEMA: schema.name,
  };
}

/** A folder that looks like the checkout, for commands that make files. */
function checkout(): ReturnType<typeof temporaryFolder> {
  const folder = temporaryFolder();
  for (const name of readdirSync(PROJECT).filter((entry) => !entry.startsWith('.') || entry === '.npmrc'))
    symlinkSync(join(PROJECT, name), join(folder.path, name));
  return folder;
}
