import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { createHandler, type KinesisStreamEvent } from '../../lambda/dist/index.js';
import { kinesisEvent } from '../lambda/kinesis-event.ts';
import { crateServer } from '../support/cratedb/connection.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { startTlsProxy, TLS } from '../support/proxy/tls-proxy.ts';
import { startMiniStack } from '../support/python/emulator.ts';
import { hasPython } from '../support/python/tool.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { recordsOf } from '../tap/hostile-source.ts';
import { runTap } from '../tap/run-tap.ts';

const REGION = 'us-east-1';
const ALL_DONE = { batchItemFailures: [] };

/** As the runtime of Lambda has them: the function's own clients find the emulator. */
async function emulator() {
  const started = await startMiniStack(['sqs', 's3', 'secretsmanager', 'ssm']);
  vi.stubEnv('AWS_ENDPOINT_URL', started.endpoint);
  return started;
}

beforeEach(() => {
  vi.stubEnv('AWS_REGION', REGION);
  vi.stubEnv('AWS_ACCESS_KEY_ID', '123456789012');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test-secret-1234');
});
afterEach(() => vi.unstubAllEnvs());

const invocation = (milliseconds = 60_000) => ({
  awsRequestId: `r-${Math.random()}`,
  getRemainingTimeInMillis: () => milliseconds,
});

/** An item with a status, as a Kinesis record. */
function put(id: string, status: string): Buffer {
  const newImage = { id: { S: id }, status: { S: status } };
  const change = { tableName: 'parcels', eventName: 'INSERT', keys: { id: { S: id } }, newImage } as const;
  return changeRecord({ ...change, at: Date.now() * 1000 }, seededRandom(1)).data;
}

const POISON = Buffer.from('poison');
const REFUSED = put('c', 'refused');

/** Two good records, one that is no change record, and one that the table does not accept. */
const MIXED: KinesisStreamEvent = kinesisEvent([put('a', 'new'), POISON, REFUSED, put('d', 'new')], 100);

/** A table that refuses a row needs a CrateDB that has CHECK. */
const refusing = test.runIf(inject('cratedbIsReal'));

async function withStrictTable(): Promise<TestSchema> {
  const schema = await openSchema(inject('cratedb'));
  const columns = `id TEXT PRIMARY KEY, status TEXT CHECK (status <> 'refused')`;
  await schema.query(`CREATE TABLE "${schema.name}".parcels (${columns})`);
  return schema;
}

const idsOf = async (schema: TestSchema): Promise<unknown[]> =>
  (await schema.rows('parcels')).map(({ id }) => id).sort();

/** The letters of `MIXED`, as they must be. */
const LETTERS = [
  { shard: 'shardId-000000000000', sequence_number: '101', Data: POISON.toString('base64') },
  { stream: 'parcels', sequence_number: '102', Data: REFUSED.toString('base64') },
];

describe.runIf(hasPython)('the function and other services', () => {
  refusing('bad records go to a queue, whole, and the batch is done', async () => {
    await using schema = await withStrictTable();
    await using _emulator = await emulator();
    const sqs = new SQSClient({});
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'letters' }));
    const handler = createHandler({
      TARGET_CRATEDB_URL: schema.url,
      TARGET_CRATEDB_ON_BAD_RECORD: 'dead_letter',
      DYNAMODB_CDC_LAMBDA_DEAD_LETTERS: QueueUrl,
    });
    expect(await handler(MIXED, invocation())).toEqual(ALL_DONE);
    expect(await idsOf(schema)).toEqual(['a', 'd']);
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    const letters = Messages.map(({ Body = '' }) => JSON.parse(Body) as unknown);
    expect(letters).toHaveLength(2);
    expect(letters).toEqual(expect.arrayContaining(LETTERS.map((letter) => expect.objectContaining(letter))));
  });

  refusing('bad records go to a bucket as JSON lines, which the tap reads as a dump', async () => {
    await using schema = await withStrictTable();
    await using _emulator = await emulator();
    const s3 = new S3Client({});
    await s3.send(new CreateBucketCommand({ Bucket: 'letters' }));
    const handler = createHandler({
      TARGET_CRATEDB_URL: schema.url,
      TARGET_CRATEDB_ON_BAD_RECORD: 'dead_letter',
      DYNAMODB_CDC_LAMBDA_DEAD_LETTERS: 's3://letters/cdc/',
    });
    expect(await handler(MIXED, invocation())).toEqual(ALL_DONE);
    expect(await idsOf(schema)).toEqual(['a', 'd']);
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'letters', Prefix: 'cdc/' }));
    const texts = Contents.map(async ({ Key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'letters', Key }));
      return await Body?.transformToString();
    });
    const lines = (await Promise.all(texts)).join('').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject(LETTERS);
    using folder = temporaryFolder();
    const path = join(folder.path, 'letters.jsonl');
    writeFileSync(path, `${lines[1]}\n`);
    const replayed = await runTap([`file+dynamodb+cdc://${path}`]);
    expect(recordsOf(replayed)).toMatchObject([{ record: { id: 'c', status: 'refused' } }]);
  });

  refusing('a bad record whose letter cannot be sent is not done', async () => {
    await using schema = await withStrictTable();
    await using _emulator = await emulator();
    const handler = createHandler({
      TARGET_CRATEDB_URL: schema.url,
      TARGET_CRATEDB_ON_BAD_RECORD: 'dead_letter',
      DYNAMODB_CDC_LAMBDA_DEAD_LETTERS: 's3://missing',
    });
    const bad = kinesisEvent([POISON], 7);
    expect(await handler(bad, invocation())).toEqual({ batchItemFailures: [{ itemIdentifier: '7' }] });
    expect(await handler(kinesisEvent([put('a', 'new')], 6), invocation())).toEqual(ALL_DONE);
  });

  test('a rotated password is read again after a login refusal, over TLS', async () => {
    await using schema = await openSchema(inject('cratedb'));
    await using _emulator = await emulator();
    const account = { user: 'admin', password: 'the new one', behind: 'crate' };
    await using proxy = await startTlsProxy(crateServer(inject('cratedb')), { account });
    const secrets = new SecretsManagerClient({});
    const secretOf = (password: string) => JSON.stringify({ user: 'admin', password });
    const { ARN: SecretId = '' } = await secrets.send(
      new CreateSecretCommand({ Name: 'cdc/cratedb', SecretString: secretOf('the old one') }),
    );
    const Value = 'admin';
    await new SSMClient({}).send(new PutParameterCommand({ Name: '/cdc/user', Value, Type: 'SecureString' }));
    const handler = createHandler({
      TARGET_CRATEDB_HOST: 'localhost',
      TARGET_CRATEDB_PG_PORT: String(proxy.port),
      TARGET_CRATEDB_SSLMODE: 'verify-full',
      TARGET_CRATEDB_SSL_CA: TLS.ca,
      TARGET_CRATEDB_USER_ARN: `arn:aws:ssm:${REGION}:123456789012:parameter/cdc/user`,
      TARGET_CRATEDB_PASSWORD_ARN: `${SecretId}:password::`,
      TARGET_CRATEDB_DEFAULT_TARGET_SCHEMA: schema.name,
    });
    const event = kinesisEvent([put('a', 'new')], 7);
    expect(await handler(event, invocation())).toEqual({ batchItemFailures: [{ itemIdentifier: '7' }] });
    await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: secretOf('the new one') }));
    expect(await handler(event, invocation())).toEqual(ALL_DONE);
    // An instance that was let in retries; meanwhile it reads the secret again.
    account.password = 'the newest';
    proxy.cut();
    await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: secretOf('the newest') }));
    expect(await handler(kinesisEvent([put('b', 'new')], 8), invocation(10_000))).toEqual(ALL_DONE);
    expect(await idsOf(schema)).toEqual(['a', 'b']);
  });

  test('a secret that cannot be read is an error, and Lambda keeps the records', async () => {
    await using _emulator = await emulator();
    const arn = `arn:aws:secretsmanager:${REGION}:123456789012:secret:missing-a1B2c3`;
    const handler = createHandler({ TARGET_CRATEDB_URL_ARN: arn });
    await expect(handler(kinesisEvent([POISON]), invocation())).rejects.toMatchObject({
      code: 'SECRET_UNREADABLE',
      message: expect.stringContaining(arn),
    });
  });
});
