import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { documents } from '../docs/blocks.ts';
import { PROJECT } from '../support/programs/project.ts';

const SOURCES = join(PROJECT, 'tap-dynamodb-cdc/src');
const ACTION = /\b(?:kinesis|dynamodb|s3|sts):[A-Z]\w+/g;

/** Whose actions are named after another service. */
const SERVICE = new Map([['dynamodb-streams', 'dynamodb']]);

/** The actions of AWS that a text of a program stands for: its commands, those of its waiters, the role it assumes. */
function actionsIn(source: string): string[] {
  const clients = [...source.matchAll(/'@aws-sdk\/client-([\w-]+)'/g)].map(([, client = '']) => client);
  const [client = ''] = clients;
  const waiters = [...source.matchAll(/\bwaitUntil(\w+)\(/g)].map(([, name]) =>
    textOfWaiter(client, name ?? ''),
  );
  const commands = [source, ...waiters].flatMap((text) => [...text.matchAll(/\bnew (\w+)Command\(/g)]);
  const roles = source.includes('.fromTemporaryCredentials(') ? ['sts:AssumeRole'] : [];
  return [...commands.map(([, command]) => `${SERVICE.get(client) ?? client}:${command}`), ...roles];
}

function textOfWaiter(client: string, name: string): string {
  const path = `node_modules/@aws-sdk/client-${client}/dist-es/waiters/waitFor${name}.js`;
  return readFileSync(join(PROJECT, path), 'utf8');
}

const used = [
  ...new Set(
    readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .flatMap((file) => actionsIn(readFileSync(join(SOURCES, file), 'utf8'))),
  ),
].sort();

const listedIn = (document: string): string[] => [
  ...new Set([...readFileSync(join(PROJECT, document), 'utf8').matchAll(ACTION)].map(([action]) => action)),
];

test('docs/aws.md lists each action of AWS that the tap calls, and no other', () => {
  expect(used.length).toBeGreaterThan(8);
  expect(listedIn('docs/aws.md').sort()).toEqual(used);
});

/** It lists what the Kinesis Client Library calls, and the errors of the Lambda function are among those of all programs. */
const OF_OTHERS = ['docs/kcl.md', 'docs/errors.md'];

test.each(documents().filter((document) => !OF_OTHERS.includes(document)))(
  '%s names no action that the tap does not call',
  (document) => {
    expect(listedIn(document).filter((action) => !used.includes(action))).toEqual([]);
  },
);
