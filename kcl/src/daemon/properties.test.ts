import { loadSettings } from '@cdc-relay/singer';
import { kinesisSource } from 'tap-dynamodb-cdc';
import { expect, test } from 'vitest';
import { type KclSettings, settingsSchema } from '../settings/settings.generated.ts';
import { propertiesOf } from './properties.ts';

const place = { executable: '/usr/bin/node /opt/shard.js', application: 'app', workerId: 'one' };

function lines(url: string, overrides: object = {}): string[] {
  const sources = { files: [], environment: {}, overrides: { ...overrides } };
  const settings = loadSettings<KclSettings>('dynamodb-cdc-kcl', settingsSchema, sources);
  return propertiesOf(settings, kinesisSource(url, {}), place).trimEnd().split('\n');
}

test('a stream of AWS by name, with the settings of a worker', () => {
  const all = lines('kinesis+dynamodb+cdc://aws/cdc?region=eu-central-1', {
    max_shards: 4,
    lease_seconds: 2.5,
  });
  expect(all).toEqual(
    expect.arrayContaining([
      'executableName = /usr/bin/node /opt/shard.js',
      'applicationName = app',
      'workerId = one',
      'streamName = cdc',
      'regionName = eu-central-1',
      'initialPositionInStream = TRIM_HORIZON',
      'AwsCredentialsProvider = DefaultCredentialsProvider',
      'retrievalMode = POLLING',
      'maxRecords = 1000',
      'failoverTimeMillis = 2500',
      'leaseAssignmentIntervalMillis = 1250',
      'varianceBalancingFrequency = 12',
      'maxLeasesForWorker = 4',
      'metricsLevel = NONE',
    ]),
  );
  expect(all.filter((line) => /endpoint|undefined/i.test(line))).toEqual([]);
});

test('an endpoint of an emulator is that of the leases too, and no credential is in the file', () => {
  const all = lines('kinesis+dynamodb+cdc://KEY:SECRET@localhost:4566/cdc?region=us-east-1');
  expect(all).toContain('kinesisEndpoint = http\\://localhost\\:4566');
  expect(all).toContain('dynamoDBEndpoint = http\\://localhost\\:4566');
  expect(all.join('')).not.toMatch(/KEY|SECRET/);
  const apart = { dynamodb_endpoint_url: 'http://localhost:8000' };
  expect(lines('kinesis+dynamodb+cdc://K:S@localhost:4566/cdc?region=us-east-1', apart)).toEqual(
    expect.arrayContaining([
      'dynamoDBEndpoint = http\\://localhost\\:8000',
      'kinesisEndpoint = http\\://localhost\\:4566',
    ]),
  );
});

test.each([
  ['start=latest', 'initialPositionInStream = LATEST'],
  // A part of a second is left out: earlier records come again, later ones would be missing.
  [
    'start=at-timestamp&start-timestamp=2026-11-27T08:00:00.900Z',
    'initialPositionInStreamExtended = 1795766400',
  ],
  ['fan-out=true', 'retrievalMode = FANOUT'],
  ['fan-out=true', 'fanoutConfig.consumerName = tap-dynamodb-cdc'],
])('%s is %s', (option, line) => {
  expect(lines(`kinesis+dynamodb+cdc://aws/cdc?region=eu-central-1&${option}`)).toContain(line);
});

test('a stream by its ARN, read with a role', () => {
  const arn = 'arn:aws:kinesis:eu-central-1:123456789012:stream/cdc';
  const sources = { files: [], environment: {}, overrides: {} };
  const settings = loadSettings<KclSettings>('dynamodb-cdc-kcl', settingsSchema, sources);
  const source = kinesisSource('kinesis+dynamodb+cdc://aws/x?region=eu-central-1', {});
  const aws = { ...source.aws, roleArn: 'arn:aws:iam::123456789012:role/r', roleExternalId: 'a=b' };
  const text = propertiesOf(settings, { ...source, stream: arn, aws }, place);
  expect(text).toContain('streamArn = arn\\:aws\\:kinesis\\:eu-central-1\\:123456789012\\:stream/cdc\n');
  expect(text).toContain(
    'AwsCredentialsProvider = KclStsAssumeRoleCredentialsProvider|arn\\:aws\\:iam\\:\\:123456789012\\:role/r|tap-dynamodb-cdc|externalId\\=a\\=b\n',
  );
});

test('no name can become another property', () => {
  const settings = loadSettings<KclSettings>('dynamodb-cdc-kcl', settingsSchema, {
    files: [],
    environment: {},
    overrides: {},
  });
  const source = kinesisSource('kinesis+dynamodb+cdc://aws/cdc?region=eu-central-1', {});
  const workerId = ' ä\nexecutableName = rm\\';
  const text = propertiesOf(settings, source, { ...place, workerId });
  expect(text).toContain('workerId = \\ \\u00e4\\u000aexecutableName \\= rm\\\\\n');
});
