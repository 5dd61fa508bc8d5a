import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import {
  type CommandLine,
  Decimal,
  type JsonObject,
  LineWriter,
  Logger,
  loadSettings,
  parseMessage,
  type SingerMessage,
  stringifyJson,
} from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { createDecoder } from './decoder.ts';
import type { DecoderSettings } from './decoder-settings.ts';
import type { BadRecord } from './emit/dead-letters.ts';
import type { SourceRecord } from './emit/source-record.ts';
import { main } from './main.ts';
import { settingsSchema, type TapSettings } from './settings/settings.generated.ts';

const MILLISECOND = 1_700_000_000_000;

interface Change {
  readonly id: string;
  readonly table?: string;
  readonly eventName?: string;
  readonly item?: object;
  readonly at?: number;
}

function dataOf({ id, table = 'orders', eventName = 'MODIFY', item = {}, at = MILLISECOND }: Change): Buffer {
  const Keys = { id: { S: id } };
  const image = eventName === 'REMOVE' ? {} : { NewImage: { ...Keys, ...item } };
  const dynamodb = { ApproximateCreationDateTime: at, Keys, ...image };
  const eventID = `event of ${id} at ${at} ${eventName}`;
  return Buffer.from(JSON.stringify({ eventName, eventID, tableName: table, dynamodb }));
}

let made = 0;

function record(change: Change | Buffer): SourceRecord {
  made += 1;
  const data = Buffer.isBuffer(change) ? change : dataOf(change);
  return {
    shardId: 'shardId-000000000000',
    sequenceNumber: String(made),
    data,
    arrived: new Date(MILLISECOND),
  };
}

/** SCHEMA messages as the names of their properties, RECORD messages as their keys. */
function summary(messages: Iterable<SingerMessage>): unknown[] {
  return [...messages].map((message) => {
    if (message.type === 'RECORD') return `${message.stream} ${String(message.record.id)}`;
    const properties = message.type === 'SCHEMA' ? (message.schema.properties ?? {}) : {};
    return Object.keys(properties).filter((name) => !name.startsWith('_sdc_'));
  });
}

test('a batch becomes SCHEMA and RECORD messages; SCHEMA comes again only when it has grown', () => {
  const decoder = createDecoder();
  const first = [record({ id: 'a' }), record({ id: 'b', item: { n: { N: '1' } } })];
  expect(summary(decoder.messages(first))).toEqual([['id', 'n'], 'orders a', 'orders b']);
  expect(summary(decoder.messages([record({ id: 'c' })]))).toEqual(['orders c']);
  const wider = [record({ id: 'd', item: { text: { S: 'x' } } })];
  expect(summary(decoder.messages(wider))).toEqual([['id', 'n', 'text'], 'orders d']);
});

test('numbers keep their digits', () => {
  const digits = '12345678901234567890123456789012345678';
  const [, message] = createDecoder().messages([record({ id: 'a', item: { n: { N: digits } } })]);
  expect(message).toMatchObject({ type: 'RECORD', record: { n: new Decimal(digits) } });
  expect(stringifyJson(message as never)).toContain(`"n":${digits}`);
});

test('settings choose tables and name streams', () => {
  const decoder = createDecoder({
    tables: ['orders'],
    stream: 'cdc',
    stream_name_template: '{stream}-{table}',
  });
  const records = [record({ id: 'a' }), record({ id: 'b', table: 'others' })];
  expect(summary(decoder.messages(records))).toEqual([['id'], 'cdc-orders a']);
});

test.each<[string, object]>([
  ['that mean nothing here', { start: 'earliest' }],
  ['that are wrong', { record_layout: 'neither' }],
  ['that need the name of the Kinesis stream', { stream_name_template: '{stream}-{table}' }],
])('settings %s are refused', (_, settings) => {
  expect(() => createDecoder(settings as DecoderSettings)).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID' }),
  );
});

test('a bad record is an error after the messages of what came before', () => {
  const messages: SingerMessage[] = [];
  const decode = (): void => {
    for (const message of createDecoder().messages([
      record({ id: 'a' }),
      record(Buffer.from('{')),
      record({ id: 'b' }),
    ]))
      messages.push(message);
  };
  expect(decode).toThrow(
    expect.objectContaining({
      code: 'CHANGE_RECORD_INVALID',
      remedy: expect.stringContaining('onBadRecord'),
    }),
  );
  expect(summary(messages)).toEqual([['id'], 'orders a']);
});

test('bad records are passed to the option onBadRecord', () => {
  const bad: BadRecord[] = [];
  const decoder = createDecoder({}, { onBadRecord: (one) => bad.push(one) });
  const records = [record({ id: 'a' }), record(Buffer.from('{')), record({ id: 'b' })];
  expect(summary(decoder.messages(records))).toEqual([['id'], 'orders a', 'orders b']);
  expect(bad).toEqual([
    {
      shardId: 'shardId-000000000000',
      sequenceNumber: records[1]?.sequenceNumber,
      reason: expect.any(String),
      data: Buffer.from('{'),
    },
  ]);
});

test('a batch that comes again is decoded again, unless a window is set', () => {
  const batch = [record({ id: 'a' }), record({ id: 'b' })];
  const decoder = createDecoder();
  expect(summary(decoder.messages(batch))).toEqual([['id'], 'orders a', 'orders b']);
  expect(summary(decoder.messages(batch))).toEqual(['orders a', 'orders b']);
  const remembering = createDecoder({ duplicate_window: 10 });
  expect(summary(remembering.messages([...batch, ...batch]))).toEqual([['id'], 'orders a', 'orders b']);
});

test('text in base64 is refused, as AWS events have it', () => {
  const lambda = { ...record({ id: 'a' }), data: dataOf({ id: 'a' }).toString('base64') };
  expect(() => createDecoder().messages([lambda as unknown as SourceRecord])).toThrow(TypeError);
});

/** Changes of one item within a second, as DynamoDB Streams has them: only their order says which is newer. */
function streamRecord(id: string, order: number): SourceRecord {
  const dynamodb = {
    ApproximateCreationDateTime: 1_700_000_000,
    SequenceNumber: String(order),
    Keys: { id: { S: id } },
    NewImage: { id: { S: id }, n: { N: String(order) } },
  };
  const eventSourceARN =
    'arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000';
  const change = {
    eventID: `e${order}`,
    eventName: 'MODIFY',
    eventSource: 'aws:dynamodb',
    eventSourceARN,
    dynamodb,
  };
  return record(Buffer.from(JSON.stringify(change)));
}

function versionsIn(messages: Iterable<SingerMessage>): unknown[] {
  return [...messages].flatMap((message) =>
    message.type === 'RECORD' ? [message.record._sdc_sequence] : [],
  );
}

test('a decoder goes on from the state of another one: versions within a second grow, what was learned stays', () => {
  const first = createDecoder({ stream: 'cdc' });
  expect(first.state()).toBeUndefined();
  const second = 1_700_000_000_000_000;
  expect(versionsIn(first.messages([streamRecord('a', 1), streamRecord('a', 2)]))).toEqual([
    second,
    second + 1,
  ]);
  const state = first.state();
  const later = createDecoder({ stream: 'cdc' }, { state: state as JsonObject });
  const batch = [streamRecord('a', 3)];
  expect(versionsIn(later.messages(batch))).toEqual([second + 2]);
  expect(later.state()).toMatchObject({
    bookmarks: { cdc: { shards: { 'shardId-000000000000': batch[0]?.sequenceNumber } } },
  });
  const again = createDecoder({ stream: 'cdc' }, { state: state as JsonObject });
  expect(versionsIn(again.messages(batch))).toEqual([second + 2]);
});

test('the state counts records whose messages were read', () => {
  const decoder = createDecoder({ stream: 'cdc' });
  const batch = [record({ id: 'a' }), record({ id: 'b' })];
  for (const message of decoder.messages(batch))
    if (message.type === 'RECORD' && message.record.id === 'b') break;
  const shards = { 'shardId-000000000000': batch[0]?.sequenceNumber };
  expect(decoder.state()).toMatchObject({ bookmarks: { cdc: { shards } } });
});

test('a state of another Kinesis stream is refused', () => {
  const decoder = createDecoder({ stream: 'cdc' });
  [...decoder.messages([record({ id: 'a' })])];
  expect(() => createDecoder({ stream: 'other' }, { state: decoder.state() as JsonObject })).toThrow(
    expect.objectContaining({ code: 'STATE_OF_OTHER_STREAM' }),
  );
});

test('the records, and the schema in the end, are those of the program', async () => {
  const changes = Array.from({ length: 1_203 }, (_, index) => ({
    id: String(index % 700),
    at: MILLISECOND + index,
    eventName: index % 7 === 6 ? 'REMOVE' : 'MODIFY',
    item: { [`a${Math.floor(index / 300)}`]: { N: `${index}.5` }, list: { L: [{ S: 'x' }, { BOOL: true }] } },
  }));
  const data = changes.map(dataOf);
  const records = data.map((bytes, index) => {
    return { shardId: 'file', sequenceNumber: String(index + 1), data: bytes };
  });
  const settings = { cdc_metadata: true } as const;
  const decoded = [...createDecoder(settings).messages(records)];
  expect(withLastSchema(decoded)).toEqual(withLastSchema(await programMessages(data, settings)));
});

async function programMessages(
  data: readonly Buffer[],
  given: Partial<TapSettings>,
): Promise<SingerMessage[]> {
  const folder = mkdtempSync(join(tmpdir(), 'decoder-'));
  const path = join(folder, 'dump.ndjson');
  writeFileSync(path, data.map((line) => `${line}\n`).join(''));
  let text = '';
  const stdout = new Writable({
    write: (chunk, _encoding, done) => {
      text += String(chunk);
      done();
    },
  });
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const overrides = { ...given, source_url: `file+dynamodb+cdc://${path}` };
  await main({
    program: { name: 'tap-dynamodb-cdc', version: '' },
    commandLine: { discover: false, options: {} } as CommandLine,
    settings: loadSettings<TapSettings>('', settingsSchema, { files: [], environment: {}, overrides }),
    log: new Logger('tap', { level: 'error', live: false, format: ({ message }) => message }, nowhere),
    environment: {},
    originOf: () => undefined,
    output: new LineWriter(stdout),
    signal: new AbortController().signal,
  } as Parameters<typeof main>[0]);
  rmSync(folder, { recursive: true });
  const messages = text
    .trimEnd()
    .split('\n')
    .map((line) => parseMessage(line));
  return messages.filter(({ type }) => type !== 'STATE');
}

/** How often a schema grows depends on the pages that the program gets. */
function withLastSchema(messages: readonly SingerMessage[]): unknown[] {
  const records = messages.filter(({ type }) => type === 'RECORD');
  const schema = messages.findLast(({ type }) => type === 'SCHEMA');
  return [...records.map((message) => ({ ...message, time_extracted: undefined })), schema];
}
