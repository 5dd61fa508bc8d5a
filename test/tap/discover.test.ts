import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type HostileKinesis,
  kinesisModel,
  putAll,
  requestsOf,
  startHostileKinesis,
} from '@cdc-relay/hostile-kinesis';
import { describe, expect, test } from 'vitest';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import { awsMilliseconds, dynamoDbStreams } from '../support/dynamodb/dialect.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { USER_INFO } from '../support/programs/secrets.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { printed, recordsOf, schemasOf, settingsOf, sourceOf } from './hostile-source.ts';
import { plainRecord } from './plain-records.ts';
import { cdcModel, sourceUrl, streamsUrl } from './reading/source.ts';
import { runTap } from './run-tap.ts';

interface Entry {
  readonly tap_stream_id: string;
  readonly key_properties: string[];
  readonly schema: { readonly properties: object };
}

const streamsIn = (stdout: string): Entry[] => JSON.parse(stdout).streams;

describe('--discover', () => {
  test('lists what a peek, the state and the schema files show, and moves nothing', async () => {
    using folder = temporaryFolder();
    await using source = await sourceOf([
      plainRecord({ newImage: { n: { N: '1' } } }),
      plainRecord({ table: 'excluded' }),
      { partitionKey: 'any', data: 'bad' },
    ]);
    writeFileSync(
      join(folder.path, 'pinned.json'),
      '{"properties":{"at":{"type":"string"}},"key_properties":["at"]}',
    );
    writeFileSync(join(folder.path, 'keyless.json'), '{"properties":{}}');
    const { state } = await runTap([source.url]);
    (state as { bookmarks: { cdc: { tables: object } } }).bookmarks.cdc.tables = {
      remembered: { key_properties: ['k'], properties: { k: { type: ['string'] } } },
    };
    const path = join(folder.path, 'state');
    writeFileSync(path, JSON.stringify(state));
    const outcome = await printed([source.url, '--discover', '--state', path], {
      env: settingsOf({ schemas: folder.path, tables: ['!excluded'] }),
    });
    expect(outcome.code).toBe(0);
    expect(
      streamsIn(outcome.stdout).map(({ tap_stream_id: id, key_properties: keys }) => [id, keys]),
    ).toEqual([
      ['orders', ['id']],
      ['pinned', ['at']],
      ['remembered', ['k']],
    ]);
    expect(streamsIn(outcome.stdout)[0]?.schema.properties).toMatchObject({
      n: { type: ['number', 'null'] },
    });
    expect(outcome.stderr).toContain('1 of the records seen are not change records');
    expect(outcome.stderr).toContain('keyless');
    expect((await runTap([source.url])).messages.filter(({ type }) => type === 'RECORD')).toHaveLength(2);
  });

  test.each([
    ['a DynamoDB stream', dynamoDbStreams, streamsUrl],
    [
      'a stream that is pushed',
      awsMilliseconds,
      (kinesis: HostileKinesis) => sourceUrl(kinesis, '&fan-out=true'),
    ],
  ])('looks into %s, and registers no consumer', async (_, dialect, urlOf) => {
    const { model, cdc } = cdcModel();
    const keys = { id: { S: 'a' } };
    const insert = { tableName: 'cdc', eventName: 'INSERT', keys, newImage: keys, at: 1.7e15 } as const;
    putAll(cdc, [changeRecord(insert, seededRandom(1), dialect)]);
    await using kinesis = await startHostileKinesis(model);
    const outcome = await printed([urlOf(kinesis), '--discover']);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(streamsIn(outcome.stdout).map(({ tap_stream_id: id }) => id)).toEqual(['cdc']);
    expect(requestsOf(kinesis.log, 'RegisterStreamConsumer')).toEqual([]);
  });

  test('prints a catalog that selects everything', async () => {
    using folder = temporaryFolder();
    await using source = await sourceOf([plainRecord()]);
    const { stdout } = await printed([source.url, '--discover']);
    const catalog = join(folder.path, 'catalog.json');
    writeFileSync(catalog, stdout);
    const [withCatalog, without] = [
      await runTap([source.url, '--catalog', catalog]),
      await runTap([source.url]),
    ];
    expect(schemasOf(withCatalog)).toEqual(schemasOf(without));
    expect(recordsOf(withCatalog)).toEqual(recordsOf(without));
    expect(withCatalog.stderr).not.toContain('WARNING');
  });

  test('is over in a few seconds when Kinesis does not answer, and says so', async () => {
    await using kinesis = await startHostileKinesis(kinesisModel({ cdc: 1 }), {
      faults: ({ operation }) => (operation === 'GetRecords' ? { kind: 'hang' } : undefined),
    });
    const url = `kinesis+dynamodb+cdc://${USER_INFO}@127.0.0.1:${kinesis.port}/cdc?region=us-east-1`;
    const outcome = await printed([url, '--discover']);
    expect(outcome).toMatchObject({ code: 0 });
    expect(streamsIn(outcome.stdout)).toEqual([]);
    expect(outcome.stderr).toContain('streams may be missing');
  });

  test('a Kinesis stream that does not exist is a fault, unless it is to be created', async () => {
    await using source = await sourceOf([]);
    const url = source.url.replace('/cdc?', '/none?');
    expect(await printed([url, '--discover'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('STREAM_NOT_FOUND'),
    });
    const later = await printed([`${url}&create=true`, '--discover']);
    expect(later.code).toBe(0);
    expect(streamsIn(later.stdout)).toEqual([]);
  });
});

describe('--test', () => {
  const records = [plainRecord(), plainRecord(), plainRecord({ table: 'customers' })];
  test.each([
    [['--test'], ['SCHEMA', 'RECORD', 'SCHEMA', 'RECORD']],
    [['--test=all'], ['SCHEMA', 'RECORD', 'SCHEMA', 'RECORD']],
    [
      ['--test', 'schema'],
      ['SCHEMA', 'SCHEMA'],
    ],
    [['--test=schema'], ['SCHEMA', 'SCHEMA']],
  ])('%j shows each stream once and no STATE', async (args, types) => {
    await using source = await sourceOf(records);
    const run = await runTap([...args, source.url]);
    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.messages.map(({ type }) => type)).toEqual(types);
  });

  test('of an idle Kinesis stream says that it can be read', async () => {
    await using source = await sourceOf([]);
    const run = await runTap([source.url, '--test']);
    expect(run).toMatchObject({ exitCode: 0, messages: [] });
    expect(run.stderr).toContain('the Kinesis stream can be read');
  });

  test('of a wrong name fails', async () => {
    await using source = await sourceOf([]);
    const run = await runTap([source.url.replace('/cdc?', '/none?'), '--test']);
    expect(run).toMatchObject({ exitCode: 1, messages: [] });
  });
});

describe('without a configuration', () => {
  test.each([
    [['--version'], /^\d+\.\d+\.\d+\n$/],
    [['--about', '--format', 'markdown'], /\| `on_bad_record` \| `fail`, `dead_letter` \| `"fail"` \|/],
    [['--help'], /--discover[\s\S]*Examples:/],
  ])('%j', async (args, expected) => {
    expect(await printed(args)).toMatchObject({ code: 0, stdout: expect.stringMatching(expected) });
  });

  test('--about as JSON names capabilities and marks secrets', async () => {
    const { stdout } = await printed(['--about']);
    const about = JSON.parse(stdout);
    expect(about).toMatchObject({ name: 'tap-dynamodb-cdc', version: expect.any(String) });
    expect(about.capabilities).toEqual(expect.arrayContaining(['catalog', 'discover', 'state', 'test']));
    const secrets = Object.entries<{ secret?: boolean }>(about.settings.properties).filter(
      ([, { secret }]) => secret,
    );
    expect(secrets.map(([name]) => name)).toEqual([
      'source_url',
      'aws_secret_access_key',
      'aws_session_token',
    ]);
  });

  test.each([[['--discover', '--nonsense']], [['--test', 'some', 'thing']]])(
    '%j is wrong usage',
    async (args) => {
      expect(await printed(args)).toMatchObject({ code: 2, stdout: '' });
    },
  );
});
