import { isLoopback } from '@cdc-relay/singer';
import { describe, expect, test } from 'vitest';
import { BIN, run } from '../support/programs/run.ts';
import { SECRETS, USER_INFO } from '../support/programs/secrets.ts';
import { recordMessage, schemaMessage, textOf } from '../target/messages.ts';

const stdin = textOf([schemaMessage('s', { id: 'integer' }), recordMessage('s', { id: 1 })]);
const WARNING = /WARNING .* in plain text.*/g;

async function warningsOf(program: string, url: string): Promise<string[]> {
  const env = { TARGET_CRATEDB_RETRY_LIMIT_SECONDS: '0', TAP_DYNAMODB_CDC_RETRY_LIMIT_SECONDS: '0' };
  const { code, stderr } = await run(program, [url], { stdin, env });
  expect(code).toBe(1);
  return stderr.match(WARNING) ?? [];
}

const login = `admin:${encodeURIComponent(SECRETS.password)}`;

describe.concurrent('plain text to another machine is warned about once', () => {
  test.each([
    [
      'a password',
      BIN.target,
      `crate://${login}@db.invalid/doc`,
      /the password and all rows go to db\.invalid/,
    ],
    ['rows', BIN.target, 'crate://db.invalid,127.0.0.1/doc', /all rows go to db\.invalid in/],
    [
      'items of Kinesis',
      BIN.tap,
      `kinesis+dynamodb+cdc://${USER_INFO}@k.invalid/s?region=x`,
      /from k\.invalid/,
    ],
    ['items of DynamoDB', BIN.tap, `dynamodb://${USER_INFO}@d.invalid/t?region=x`, /from d\.invalid/],
  ])('%s', async (_, program, url, expected) => {
    expect(await warningsOf(program, url)).toEqual([expect.stringMatching(expected)]);
  });

  test.each([
    ['this machine', BIN.target, 'postgresql://u@127.0.0.1:1/doc'],
    ['an encrypted connection', BIN.target, 'crate://db.invalid/doc?ssl=true'],
    ['CrateDB Cloud', BIN.target, 'crate://nobody.invalid.cratedb.net/doc'],
    ['an emulator on this machine', BIN.tap, `kinesis+dynamodb+cdc://${USER_INFO}@127.0.0.1:1/s?region=x`],
    ['an encrypted endpoint', BIN.tap, `kinesis+dynamodb+cdc://${USER_INFO}@k.invalid/s?region=x&ssl=true`],
  ])('but not %s', async (_, program, url) => {
    expect(await warningsOf(program, url)).toEqual([]);
  });
});

test('what this machine is', () => {
  const near = [
    'localhost',
    'LOCALHOST.',
    'a.localhost',
    '127.0.0.1',
    '127.1.2.3',
    '::1',
    '[::1]',
    '::ffff:127.0.0.1',
  ];
  const far = [
    '10.0.0.1',
    '127.0.0.1.example',
    'localhost.example',
    '127.0.0',
    '::',
    '::2',
    '::ffff:10.0.0.1',
    '1270.0.0.1',
  ];
  expect(near.filter((host) => !isLoopback(host))).toEqual([]);
  expect(far.filter(isLoopback)).toEqual([]);
});
