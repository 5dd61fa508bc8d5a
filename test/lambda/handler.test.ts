import { afterEach, expect, inject, test, vi } from 'vitest';
import { createHandler } from '../../lambda/dist/index.js';
import { compareTable } from '../support/compare-table.ts';
import { crateServer } from '../support/cratedb/connection.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { type History, makeHistory } from '../support/dynamodb/history.ts';
import { customers, orders } from '../support/dynamodb/orders.ts';
import { startProxy } from '../support/proxy/tcp-proxy.ts';
import { dataOf, kinesisEvent } from './kinesis-event.ts';
import { streamEvent } from './stream-event.ts';

const KEYS: { readonly [table: string]: readonly string[] } = {
  orders: Object.keys(orders.keys),
  customers: Object.keys(customers.keys),
};
const ALL_DONE = { batchItemFailures: [] };
const from = (itemIdentifier: string) => ({ batchItemFailures: [{ itemIdentifier }] });

/** An invocation that has this many milliseconds. */
const invocation = (milliseconds = 60_000) => ({
  awsRequestId: `request-${Math.random()}`,
  getRemainingTimeInMillis: () => milliseconds,
});

afterEach(() => vi.unstubAllEnvs());

/** The environment of a function that writes into a schema. */
const environmentOf = (schema: TestSchema, more: object = {}) => ({
  TARGET_CRATEDB_URL: schema.url,
  ...more,
});

async function differences(schema: TestSchema, tables: History['tables']): Promise<unknown[]> {
  const found = [];
  for (const [name, items] of tables) {
    const rows = await schema.rows(name);
    const live = rows.filter((row) => (row._sdc_deleted_at ?? null) === null);
    found.push(...compareTable(items, live, KEYS[name] ?? []));
  }
  return found;
}

test('batches, some of them again and late, end in the items', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const { changes, tables } = makeHistory({ seed: 7, operations: 300 });
  const data = dataOf(changes);
  const environment = environmentOf(schema);
  const first = createHandler(environment);
  const second = createHandler(environment);
  const batch = (number: number) => kinesisEvent(data.slice(number * 60, number * 60 + 60), number * 60 + 1);
  for (const number of [0, 1]) expect(await first(batch(number), invocation())).toEqual(ALL_DONE);
  // Another instance of the function, beside the first one, and what was done already.
  const both = [second(batch(2), invocation()), first(batch(1), invocation())];
  expect(await Promise.all(both)).toEqual([ALL_DONE, ALL_DONE]);
  for (const number of [4, 3, 4, 0]) expect(await second(batch(number), invocation())).toEqual(ALL_DONE);
  expect(await differences(schema, tables)).toEqual([]);
});

test('a poison record is named once everything before it is in CrateDB', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const { changes } = makeHistory({
    seed: 8,
    operations: 20,
    tables: [orders],
    weights: { insert: 1, update: 0, remove: 0 },
  });
  const data = [...dataOf(changes.slice(0, 10)), Buffer.from('poison'), ...dataOf(changes.slice(10))];
  const handler = createHandler(environmentOf(schema));
  expect(await handler(kinesisEvent(data, 100), invocation())).toEqual(from('110'));
  expect(await schema.rows('orders')).toHaveLength(10);
  expect(await handler(kinesisEvent(data.slice(10, 11), 110), invocation())).toEqual(from('110'));
  // What Lambda does once the poison record is in the failure destination.
  expect(await handler(kinesisEvent(data.slice(11), 111), invocation())).toEqual(ALL_DONE);
  expect(await schema.rows('orders')).toHaveLength(20);
});

test('invocations of one instance at the same time do not mix their answers', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const { changes } = makeHistory({
    seed: 13,
    operations: 31,
    tables: [orders],
    weights: { insert: 1, update: 1, remove: 0 },
  });
  const [first = Buffer.of(), ...data] = dataOf(changes);
  const handler = createHandler(environmentOf(schema));
  expect(await handler(kinesisEvent([first]), invocation())).toEqual(ALL_DONE);
  const batches = [0, 10, 20].map((begin) => data.slice(begin, begin + 10));
  batches[2]?.splice(5, 0, Buffer.from('poison'));
  const answers = batches.map((batch, n) => handler(kinesisEvent(batch, 100 * (n + 1)), invocation()));
  expect(await Promise.all(answers)).toEqual([ALL_DONE, ALL_DONE, from('305')]);
  const written = new Set(changes.slice(0, 26).map(({ keys }) => JSON.stringify(keys)));
  expect(await schema.rows('orders')).toHaveLength(written.size);
});

test('the id of a request may come again: what an earlier one has done does not count', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const { changes } = makeHistory({ seed: 14, operations: 4, tables: [orders] });
  const data = dataOf(changes);
  const handler = createHandler(environmentOf(schema));
  const again = { ...invocation(), awsRequestId: 'again' };
  expect(await handler(kinesisEvent(data.slice(0, 2)), again)).toEqual(ALL_DONE);
  const poisoned = [Buffer.from('poison'), ...data.slice(2)];
  expect(await handler(kinesisEvent(poisoned, 3), again)).toEqual(from('3'));
});

test('columns that another instance has added are not added one by one', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await using proxy = await startProxy(crateServer(inject('cratedb')));
  const attributes = (from: number, to: number) =>
    Object.fromEntries(Array.from({ length: to - from }, (_, n) => [`a${from + n}`, { S: 'x' }]));
  let at = 1_700_000_000_000_000;
  const put = (id: string, more: object) => {
    at += 1;
    const keys = { id: { S: id } };
    return { tableName: 'busy', eventName: 'INSERT', keys, newImage: { ...keys, ...more }, at } as const;
  };
  const one = createHandler(environmentOf(schema));
  const other = createHandler(environmentOf(schema, { TARGET_CRATEDB_PG_PORT: String(proxy.port) }));
  const carry = async (handler: typeof one, id: string, more: object): Promise<void> =>
    expect(await handler(kinesisEvent(dataOf([put(id, more)])), invocation())).toEqual(ALL_DONE);
  for (const [index, handler] of [one, other].entries()) await carry(handler, `first ${index}`, {});
  await carry(one, 'one', attributes(0, 16));
  const alters = proxy.count(/ALTER TABLE \S+ ADD COLUMN/);
  await carry(other, 'other', attributes(8, 24));
  expect(alters()).toBeLessThanOrEqual(2);
  const rows = await schema.rows('busy');
  expect(rows.find(({ id }) => id === 'other')).toMatchObject({ a8: 'x', a23: 'x' });
});

test('records of DynamoDB Streams: an answer names a record by its sequence number in the stream', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const { changes, tables } = makeHistory({ seed: 10, operations: 60, tables: [orders], tick: 2_000_000 });
  const handler = createHandler(environmentOf(schema));
  const { Records } = streamEvent(changes);
  const [, , , , fifth] = Records;
  const poison = { ...fifth, eventName: 'UNKNOWN' } as (typeof Records)[0];
  const withPoison = { Records: [...Records.slice(0, 4), poison] };
  expect(await handler(withPoison, invocation())).toEqual(from(fifth?.dynamodb.SequenceNumber ?? ''));
  expect(await handler({ Records: Records.slice(4) }, invocation())).toEqual(ALL_DONE);
  expect(await differences(schema, tables)).toEqual([]);
});

test('changes of one second, in any order and by several instances, end in the items', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const { changes, tables } = makeHistory({ seed: 11, operations: 120, tables: [orders] });
  const { Records } = streamEvent(changes);
  const seconds = new Set(Records.map(({ dynamodb }) => dynamodb.ApproximateCreationDateTime));
  expect(seconds.size).toBe(1);
  const handlers = [createHandler(environmentOf(schema)), createHandler(environmentOf(schema))];
  for (const [index, number] of [0, 2, 1, 0, 3, 2].entries()) {
    const batch = { Records: Records.slice(number * 30, number * 30 + 30) };
    expect(await handlers[index % 2]?.(batch, invocation())).toEqual(ALL_DONE);
  }
  expect(await differences(schema, tables)).toEqual([]);
});

const ofKinesis = (kinesis: object) => ({ eventID: 'shardId-000000000000:1', kinesis });
const GOOD = ofKinesis({ sequenceNumber: '1', data: 'e30=', approximateArrivalTimestamp: 1 });
const OF_TABLE = { eventSourceARN: 'arn', dynamodb: { SequenceNumber: '2' } };

test.each([
  undefined,
  'text',
  {},
  { records: [GOOD] },
  { Records: {} },
  { Records: [null] },
  { Records: [{ messageId: '1', body: '{}', eventSource: 'aws:sqs' }] },
  { Records: [ofKinesis({})] },
  { Records: [ofKinesis({ sequenceNumber: '', data: 'e30=' })] },
  { Records: [ofKinesis({ sequenceNumber: '1', data: null })] },
  { Records: [ofKinesis({ sequenceNumber: '1', data: '{"not": "base64"}' })] },
  { Records: [{ kinesis: GOOD.kinesis }] },
  { Records: [{ ...OF_TABLE, eventSourceARN: 5 }] },
  { Records: [{ ...OF_TABLE, dynamodb: {} }] },
  { Records: [GOOD, OF_TABLE] },
  { Records: [OF_TABLE, GOOD] },
])('an event that is not one of a stream is refused, whole: %j', async (event) => {
  const handler = createHandler({});
  await expect(handler(event as never, invocation())).rejects.toThrow(
    expect.objectContaining({ code: 'EVENT_UNKNOWN' }),
  );
});

test('an event without records is done, as the last one of a window is', async () => {
  const handler = createHandler({});
  const last = { Records: [], window: {}, state: {}, isFinalInvokeForWindow: true };
  expect(await handler(last as never, invocation())).toEqual(ALL_DONE);
});

test('a record that does not say when it arrived is written, and a huge one is', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const newImage = { id: { S: 'a' }, text: { S: 'x'.repeat(390_000) } };
  const change = {
    tableName: 'large',
    eventName: 'INSERT',
    keys: { id: { S: 'a' } },
    newImage,
    at: 1,
  } as const;
  const { Records } = kinesisEvent(dataOf([change]));
  const without = Records.map(({ kinesis: { approximateArrivalTimestamp: _, ...kinesis }, eventID }) => ({
    eventID,
    kinesis,
  }));
  const handler = createHandler(environmentOf(schema));
  expect(await handler({ Records: without } as never, invocation())).toEqual(ALL_DONE);
  expect(await schema.rows('large')).toHaveLength(1);
});

test('connections that broke between two invocations are made again', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await using proxy = await startProxy(crateServer(inject('cratedb')));
  const { changes, tables } = makeHistory({ seed: 12, operations: 40, tables: [orders] });
  const data = dataOf(changes);
  const handler = createHandler(environmentOf(schema, { TARGET_CRATEDB_PG_PORT: String(proxy.port) }));
  expect(await handler(kinesisEvent(data.slice(0, 20)), invocation())).toEqual(ALL_DONE);
  proxy.cut();
  expect(await handler(kinesisEvent(data.slice(20), 21), invocation())).toEqual(ALL_DONE);
  expect(await differences(schema, tables)).toEqual([]);
});

test('a service that does not answer with the secret takes no longer than the invocation has', async () => {
  await using silent = await startProxy(crateServer(inject('cratedb')));
  silent.freeze();
  const aws = { ENDPOINT_URL: `http://127.0.0.1:${silent.port}`, ACCESS_KEY_ID: 'a', SECRET_ACCESS_KEY: 's' };
  for (const [name, value] of Object.entries(aws)) vi.stubEnv(`AWS_${name}`, value);
  const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:cdc-a1B2c3';
  const handler = createHandler({ TARGET_CRATEDB_URL_ARN: arn });
  await expect(handler(kinesisEvent([]), invocation(1_200))).rejects.toThrow(
    expect.objectContaining({ code: 'SECRET_UNREADABLE', message: expect.stringContaining('time') }),
  );
});

test('an invocation ends before its time, and names what is not in CrateDB', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await using proxy = await startProxy(crateServer(inject('cratedb')));
  const { changes, tables } = makeHistory({ seed: 9, operations: 40, tables: [orders] });
  const data = dataOf(changes);
  const handler = createHandler(environmentOf(schema, { TARGET_CRATEDB_PG_PORT: String(proxy.port) }));
  expect(await handler(kinesisEvent(data.slice(0, 20)), invocation())).toEqual(ALL_DONE);
  proxy.plan('stalled', /INSERT/);
  expect(await handler(kinesisEvent(data.slice(20), 21), invocation(1_500))).toEqual(from('21'));
  expect(await handler(kinesisEvent(data.slice(20), 21), invocation())).toEqual(ALL_DONE);
  expect(await differences(schema, tables)).toEqual([]);
});

test.each([
  [{ TARGET_CRATEDB_HARD_DELETE: 'true' }, 'delete_mode'],
  [{ TARGET_CRATEDB_DELETE_MODE: 'remove' }, 'delete_mode'],
  [{ TARGET_CRATEDB_DELETE_MODE: 'mark', TARGET_CRATEDB_LOAD_METHOD: 'overwrite' }, 'load_method'],
  [
    { TARGET_CRATEDB_ON_BAD_RECORD: 'dead_letter', TARGET_CRATEDB_DEAD_LETTER_PATH: 'x' },
    'DYNAMODB_CDC_LAMBDA_DEAD_LETTERS',
  ],
  [{ TARGET_CRATEDB_ON_BAD_RECORD: 'dead_letter' }, 'belong together'],
  [{ DYNAMODB_CDC_LAMBDA_DEAD_LETTERS: 's3://letters' }, 'belong together'],
  [{ DYNAMODB_CDC_LAMBDA_DEAD_LETTERS: 'letters' }, 's3://BUCKET/PREFIX'],
  [{ TARGET_CRATEDB_PASSWORD_ARN: 'secret' }, 'TARGET_CRATEDB_PASSWORD_ARN must be the ARN'],
  [{ TARGET_CRATEDB_URL: 'crate://h', TARGET_CRATEDB_URL_ARN: 'arn' }, 'both set'],
  [{ ON_ERROR: 'ignore' }, 'would lose records'],
  [{ TARGET_CRATEDB_STATE_TABLE: 'states' }, 'state_table'],
  [{ TAP_DYNAMODB_CDC_RECORD_LAYOUT: 'wrong' }, 'record_layout'],
  [{ TAP_DYNAMODB_CDC_DUPLICATE_WINDOW: '100' }, 'duplicate_window'],
])('settings that would lose changes, or are wrong, are refused: %j', async (more, named) => {
  const handler = createHandler(more);
  await expect(handler(kinesisEvent([]), invocation())).rejects.toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(named) }),
  );
});
