import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { schemasOf, settingsOf, sourceOf } from './hostile-source.ts';
import { plainRecord } from './plain-records.ts';
import { runTap } from './run-tap.ts';
import { startService } from './service.ts';

const ACCESS_DENIED = JSON.stringify({ __type: 'AccessDeniedException', message: 'no' });

/** What the Security Token Service answers to AssumeRole. */
const ASSUMED = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
<AssumedRoleUser><AssumedRoleId>A:s</AssumedRoleId><Arn>arn:aws:sts::1:assumed-role/r/s</Arn></AssumedRoleUser>
<Credentials><AccessKeyId>ASSUMED</AccessKeyId><SecretAccessKey>assumed-secret</SecretAccessKey>
<SessionToken>assumed-token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>
</AssumeRoleResult></AssumeRoleResponse>`;

const KEYS = { aws_access_key_id: 'STATIC', aws_secret_access_key: 'static-secret' };

/** Runs the tap against a Kinesis that refuses everyone; returns the access key and token that it came with, and what it said. */
async function cameWith(settings: object, environment: Record<string, string> = {}) {
  await using kinesis = await startService(400, ACCESS_DENIED);
  const usual = { stream: 's', region: 'us-east-1', endpoint_url: kinesis.endpoint };
  const run = await runTap([], { environment: { ...settingsOf({ ...usual, ...settings }), ...environment } });
  const [first] = kinesis.asked;
  const accessKey = /Credential=([^/]+)\//.exec(first?.headers.authorization ?? '')?.[1];
  return { accessKey, token: first?.headers['x-amz-security-token'], run };
}

describe('credentials', () => {
  test('static ones, with a session token', async () => {
    const { accessKey, token, run } = await cameWith({ ...KEYS, aws_session_token: 'static-token' });
    expect([accessKey, token]).toEqual(['STATIC', 'static-token']);
    expect(run).toMatchObject({ exitCode: 1, messages: [] });
    expect(run.stderr).toContain('ACCESS_DENIED');
    expect(run.stderr).not.toMatch(/static-(secret|token)/);
  });

  test('half of a pair is refused', async () => {
    const { accessKey, run } = await cameWith({ aws_access_key_id: 'STATIC' });
    expect(accessKey).toBeUndefined();
    expect(run.stderr).toContain('must be set together');
  });

  test("those of the environment, by AWS's default chain", async () => {
    const environment = { AWS_ACCESS_KEY_ID: 'CHAIN', AWS_SECRET_ACCESS_KEY: 'x', AWS_SESSION_TOKEN: 't' };
    const { accessKey, token } = await cameWith({}, environment);
    expect([accessKey, token]).toEqual(['CHAIN', 't']);
  });

  test('aws_profile: those of the profile, before the environment', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'credentials');
    writeFileSync(path, '[own]\naws_access_key_id = PROFILE\naws_secret_access_key = profile-secret\n');
    const environment = {
      AWS_SHARED_CREDENTIALS_FILE: path,
      AWS_CONFIG_FILE: join(folder.path, 'none'),
      AWS_ACCESS_KEY_ID: 'CHAIN',
      AWS_SECRET_ACCESS_KEY: 'x',
    };
    expect(await cameWith({ aws_profile: 'own' }, environment)).toMatchObject({ accessKey: 'PROFILE' });
    const { run } = await cameWith({ aws_profile: 'other' }, environment);
    expect(run.stderr).toContain('CREDENTIALS_MISSING');
  });

  test.each([
    [
      { aws_role_external_id: 'ext', aws_role_session_name: 'mine' },
      { ExternalId: 'ext', RoleSessionName: 'mine' },
    ],
    [{}, { RoleSessionName: 'tap-dynamodb-cdc' }],
  ])('aws_role_arn: the role is assumed with the other credentials %j', async (settings, expected) => {
    await using sts = await startService(200, ASSUMED);
    const aws_role_arn = 'arn:aws:iam::123456789012:role/reader';
    const { accessKey, token, run } = await cameWith(
      { ...KEYS, aws_role_arn, ...settings },
      { AWS_ENDPOINT_URL_STS: sts.endpoint },
    );
    expect([accessKey, token]).toEqual(['ASSUMED', 'assumed-token']);
    const [asked] = sts.asked.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
    expect(asked).toMatchObject({ Action: 'AssumeRole', RoleArn: aws_role_arn, ...expected });
    expect('ExternalId' in (asked ?? {})).toBe('ExternalId' in expected);
    expect(run.stderr).not.toMatch(/assumed-(secret|token)|static-secret/);
  });
});

test("the order of a table's key is what DescribeTable says, where it is permitted", async () => {
  const KeySchema = [
    { AttributeName: 'a', KeyType: 'RANGE' },
    { AttributeName: 'b', KeyType: 'HASH' },
  ];
  await using dynamodb = await startService(200, JSON.stringify({ Table: { KeySchema } }));
  const keys = { a: { S: 'x' }, b: { S: 'y' } };
  await using source = await sourceOf([
    plainRecord({ keys }),
    plainRecord({ keys }),
    plainRecord({ table: 't' }),
  ]);
  const environment = {
    TAP_DYNAMODB_CDC_SOURCE_URL: source.url,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
  };
  const run = await runTap([], { environment });
  expect(run).toMatchObject({ exitCode: 0 });
  expect(schemasOf(run).map(({ keys: names }) => names)).toEqual([['b', 'a']]);
  expect(dynamodb.asked.map(({ body }) => JSON.parse(body))).toEqual([{ TableName: 'orders' }]);
});
