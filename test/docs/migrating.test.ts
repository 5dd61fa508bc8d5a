import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { checkUrls } from '../architecture/deployed.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import { startKinesisLocal } from '../support/kinesis/kinesis-local.ts';
import { putRecords } from '../support/kinesis/put-records.ts';
import { PROJECT } from '../support/programs/project.ts';
import { BIN, shell } from '../support/programs/run.ts';
import { plainRecord } from '../tap/plain-records.ts';

interface Row {
  readonly ctk: string;
  readonly here: string;
  readonly how: string;
}

const ROW = /^\| `(.+?)` \| `(.+?)` \| (.+) \|$/gm;
const text = readFileSync(join(PROJECT, 'docs/migrating.md'), 'utf8');
const section = /^## Command by command\n([\s\S]*?)^## /m.exec(text)?.[1] ?? '';
const rows: Row[] = [...section.matchAll(ROW)].map(([, ctk = '', here = '', how = '']) => ({
  ctk,
  here,
  how,
}));

/** The commands that the documentation of CrateDB Toolkit has, by what they are about. */
const COMMANDS = [
  'pip install',
  'export',
  'ctk load',
  'ctk load',
  'ctk shell',
  'ctk show',
  'export',
  'docker run',
];

function rowsChecked(how: RegExp): string[] {
  return rows.filter((row) => how.test(row.how)).map(({ here }) => here);
}

test('each command of CrateDB Toolkit has its counterpart', () => {
  expect(rows.map(({ ctk }) => ctk.split(' '))).toEqual(
    COMMANDS.map((words) => expect.arrayContaining(words.split(' '))),
  );
  expect(
    rows.filter(({ how }) => !/^(?:run|from packed tarballs|its (?:URL|file), as there is no)/.test(how)),
  ).toEqual([]);
});

test('those that can be run here relay a change and show it', { timeout: 120_000 }, async () => {
  await using kinesis = await startKinesisLocal({ streams: { 'cdc-stream': 1 } });
  await putRecords(kinesis.client(), 'cdc-stream', [plainRecord({ newImage: { n: { N: '7' } } })]);
  await using schema = await openSchema(inject('cratedb'));
  const script = rowsChecked(/^run$/).join('\n');
  const adapted = script
    .replaceAll('localhost:4566', `127.0.0.1:${kinesis.port}`)
    .replaceAll('crate://crate@localhost:4200/testdrive', schema.url)
    .replaceAll('testdrive.', `${schema.name}.`)
    .replaceAll('region=eu-central-1', 'region=us-east-1')
    .replaceAll(/^dynamodb-cdc-relay/gm, BIN.relay);
  // As when a person stops it once the change has arrived.
  const env = { DYNAMODB_CDC_RELAY_ONCE: 'true' };
  const outcome = await shell(`set -euo pipefail\n${adapted}`, { env });
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(outcome.stdout).toMatch(/\ba +\| 7\b/);
  expect(outcome.stdout).toContain(`CREATE TABLE`);
  expect(outcome.stdout).toContain('-- 1 rows');
});

test('those that need AWS, the cloud or Docker name what the programs accept', async () => {
  const [aws = '', cloud = ''] = rowsChecked(/^its URL/).map(
    (command) => command.split(/[ =]'?(?=\w+[+\w]*:\/\/)/)[1] ?? '',
  );
  await expect(checkUrls({ source: aws, target: cloud.replace(/'$/, '') })).resolves.toBeUndefined();
  expect(rowsChecked(/^its file/)).toEqual([expect.stringMatching(/^docker compose /)]);
  expect(existsSync(join(PROJECT, 'docker-compose.yml'))).toBe(true);
});
