import { readdirSync, readFileSync } from 'node:fs';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import { diffRow } from '../support/dynamodb/diff-row.ts';
import { expectedRow } from '../support/dynamodb/expected.ts';
import { makeHistory } from '../support/dynamodb/history.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { type KinesisLocal, startKinesisLocal } from '../support/kinesis/kinesis-local.ts';
import { putRecords } from '../support/kinesis/put-records.ts';
import { USER_INFO } from '../support/programs/secrets.ts';
import { runTap, type TapRun } from './run-tap.ts';

const FIXTURES = new URL('../fixtures/kds-records/', import.meta.url);
const SHARDS = { history: 3, fixtures: 1, latest: 2, bad: 1, burst: 1 };

let kinesis: KinesisLocal;
let client: KinesisClient;
beforeAll(async () => {
  kinesis = await startKinesisLocal({ streams: SHARDS });
  client = kinesis.client();
}, 60_000);
afterAll(() => kinesis.stop());

const url = (stream: string, options = ''): string =>
  `kinesis+dynamodb+cdc://${USER_INFO}@127.0.0.1:${kinesis.port}/${stream}?region=us-east-1${options}`;

const recordsOf = (run: TapRun) => run.messages.filter((message) => message.type === 'RECORD');

describe('a history of changes in three shards', () => {
  const seed = 20_261_123;
  const { changes } = makeHistory({ seed, operations: 300 });

  test('is emitted exactly, and not again from its last STATE', { timeout: 60_000 }, async () => {
    const random = seededRandom(seed);
    const placed = await putRecords(
      client,
      'history',
      changes.map((change) => changeRecord(change, random)),
    );
    const run = await runTap([url('history')]);
    expect(run).toMatchObject({ exitCode: 0 });

    const emitted = new Map<string, ReturnType<typeof recordsOf>>();
    for (const record of recordsOf(run)) {
      const version = `${record.stream} ${record.record._sdc_sequence}`;
      emitted.set(version, [...(emitted.get(version) ?? []), record]);
    }
    for (const change of changes) {
      const [record, ...more] = emitted.get(`${change.tableName} ${change.at}`) ?? [];
      expect(more).toEqual([]);
      expect(diffRow(expectedRow(change.newImage ?? change.keys), record?.record ?? {})).toEqual([]);
      expect('_sdc_deleted_at' in (record?.record ?? {})).toBe(change.eventName === 'REMOVE');
    }
    expect(run.state).toMatchObject({
      bookmarks: { history: { shards: lastSequenceNumbers(placed) } },
    });

    const again = await runTap([url('history')], { state: run.state });
    expect(again).toMatchObject({ exitCode: 0, state: run.state });
    expect(recordsOf(again)).toEqual([]);
  });
});

function lastSequenceNumbers(placed: readonly { shardId: string; sequenceNumber: string }[]) {
  return Object.fromEntries(placed.map(({ shardId, sequenceNumber }) => [shardId, sequenceNumber]));
}

test('real change records arrive with their schema before them', { timeout: 60_000 }, async () => {
  const files = readdirSync(FIXTURES).map((name) => readFileSync(new URL(name, FIXTURES)));
  await putRecords(
    client,
    'fixtures',
    files.map((data) => ({ partitionKey: 'any', data })),
  );
  const run = await runTap([url('fixtures')]);
  expect(run).toMatchObject({ exitCode: 0 });
  expect(recordsOf(run)).toHaveLength(files.length);
  const ofAllTypes = run.messages.filter(
    (message) => 'stream' in message && message.stream === ALL_TYPES.stream,
  );
  expect(ofAllTypes).toMatchObject([
    { type: 'SCHEMA', key_properties: ['id'], schema: { properties: ALL_TYPES.properties } },
    { type: 'RECORD', record: ALL_TYPES.record },
  ]);
});

/** What 06-insert-us-all-types.json is, decoded by hand. */
const ALL_TYPES = {
  stream: 'kelsey-rockset-testing',
  properties: {
    id: { type: ['string'] },
    'number set': { type: ['array', 'null'], items: { type: ['number', 'null'] } },
    list: { type: ['array', 'null'], items: { type: ['number', 'string', 'null'] } },
    map: { type: ['object', 'null'], properties: { a: { type: ['string', 'null'] } } },
    _sdc_sequence: { type: ['integer', 'null'] },
    _sdc_deleted_at: { type: ['string', 'null'], format: 'date-time' },
  },
  record: {
    id: 'some-partition-key',
    'number set': [0, 1],
    number: 10,
    'binary set': ['1321', '1431'],
    string: 'some-string',
    null: null,
    map: { a: 'some-string', b: 0 },
    boolean: false,
    'string set': ['some-string-1', 'some-string-2'],
    binary: '1321',
    list: ['some-string-1', 13],
    _sdc_sequence: 1_719_347_890_250_647,
  },
};

test('a burst is read to its end, though all of it arrived within a moment', {
  timeout: 120_000,
}, async () => {
  const { changes } = makeHistory({ seed: 2, operations: 500 });
  const random = seededRandom(2);
  const records = changes.map((change) => changeRecord(change, random));
  await putRecords(client, 'burst', records);
  const run = await runTap([url('burst')]);
  expect(run).toMatchObject({ exitCode: 0 });
  expect(recordsOf(run)).toHaveLength(records.length);
});

test('latest begins after what was there, and a restart misses nothing', { timeout: 60_000 }, async () => {
  const { changes } = makeHistory({ seed: 1, operations: 2 });
  const [before, between] = changes.map((change) => changeRecord(change, seededRandom(1)));
  if (before === undefined || between === undefined) throw new Error('no history');
  await putRecords(client, 'latest', [before]);
  const first = await runTap([url('latest', '&start=latest')]);
  expect(first).toMatchObject({ exitCode: 0 });
  expect(recordsOf(first)).toEqual([]);
  await putRecords(client, 'latest', [between]);
  const second = await runTap([url('latest', '&start=latest')], { state: first.state });
  // What came within the same second before the first run may come again; what came after it must come.
  expect(recordsOf(second).map(({ record }) => record._sdc_sequence)).toContain(changes[1]?.at);
});

test('a bad record ends the tap after the STATE of what was before it', { timeout: 60_000 }, async () => {
  const good = readFileSync(new URL('02-insert-us-flight.json', FIXTURES));
  const [first, second] = await putRecords(
    client,
    'bad',
    [good, '{"eventName":"INSERT"}', good].map((data) => ({ partitionKey: 'any', data })),
  );
  const run = await runTap([url('bad')]);
  expect(run.exitCode).toBe(1);
  expect(recordsOf(run)).toHaveLength(1);
  expect(run.state).toMatchObject({
    bookmarks: { bad: { shards: { [first?.shardId ?? '']: first?.sequenceNumber } } },
  });
  expect(run.stderr).toContain('CHANGE_RECORD_INVALID');
  expect(run.stderr).toContain(second?.sequenceNumber);
  expect(run.stderr).not.toMatch(/\n\s+at /);
});

test('a stream that does not exist is named', { timeout: 60_000 }, async () => {
  const run = await runTap([url('nowhere')]);
  expect(run).toMatchObject({ exitCode: 1, messages: [] });
  expect(run.stderr).toMatch(/STREAM_NOT_FOUND: .*"nowhere"/);
});
