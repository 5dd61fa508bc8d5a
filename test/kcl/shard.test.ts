import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { crateServer } from '../support/cratedb/connection.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { startProxy, type TcpProxy } from '../support/proxy/tcp-proxy.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type ShardDaemon, startShard } from './daemon.ts';

/** How long a test waits for something that comes without a notice. */
const WAIT = { timeout: 30_000 };

const initialize = { shardId: 'shardId-000000000000', sequenceNumber: 'TRIM_HORIZON', subSequenceNumber: 0 };

/** Starts a shard whose way to CrateDB a test can block. */
function startThrough({ port }: TcpProxy, user: string, { name }: TestSchema): ShardDaemon {
  const url = `postgresql://${user}@127.0.0.1:${port}/${name}`;
  return startShard({ DYNAMODB_CDC_KCL_TARGET: url, TARGET_CRATEDB_SSLMODE: 'disable' });
}

/** A record that puts an item, as the daemon passes it on. */
function record(number: number, id: string, subSequenceNumber = 0): object {
  const change = {
    tableName: 'orders',
    eventName: 'MODIFY',
    dynamodb: {
      ApproximateCreationDateTime: 1_795_760_000_000 + number,
      Keys: { id: { S: id } },
      NewImage: { id: { S: id }, text: { S: String(number) } },
    },
  };
  return {
    action: 'record',
    data: Buffer.from(JSON.stringify(change)).toString('base64'),
    partitionKey: id,
    sequenceNumber: String(1000 + number),
    subSequenceNumber,
    approximateArrivalTimestamp: 1_795_760_000_000 + number,
  };
}

test('a checkpoint is a record that CrateDB has, and the end of a shard comes after all of them', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await using shard = startShard({ DYNAMODB_CDC_KCL_TARGET: schema.url });
  await shard.call('initialize', initialize);
  await shard.call('processRecords', { records: [record(1, 'a'), record(2, 'b'), record(3, 'a', 2)] });
  // An idle shard is called as well: what has become durable since is kept.
  await expect
    .poll(async () => {
      await shard.call('processRecords', { records: [] });
      return shard.checkpoints;
    }, WAIT)
    .toEqual(['1003.2']);
  expect((await schema.rows('orders')).map(({ id, text }) => [id, text]).sort()).toEqual([
    ['a', '3'],
    ['b', '2'],
  ]);
  await shard.call('processRecords', { records: [record(4, 'c')] });
  await shard.call('shardEnded');
  expect(shard.checkpoints.at(-1)).toBeNull();
  expect(await schema.rows('orders')).toHaveLength(3);
  shard.close();
  expect(await shard.ended).toBe(0);
});

test('while CrateDB does not answer there is no checkpoint, and a lost shard is not written any more', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const server = crateServer(inject('cratedb'));
  await using proxy = await startProxy(server);
  await using shard = startThrough(proxy, server.user, schema);
  await shard.call('initialize', initialize);
  await shard.call('processRecords', { records: [record(1, 'a')] });
  await expect
    .poll(async () => {
      await shard.call('processRecords', { records: [] });
      return shard.checkpoints;
    }, WAIT)
    .toEqual(['1001.0']);
  const before = [...shard.checkpoints];
  proxy.freeze();
  await shard.call('processRecords', { records: [record(2, 'b')] });
  await shard.call('processRecords', { records: [] });
  expect(shard.checkpoints).toEqual(before);
  await shard.call('leaseLost');
  shard.close();
  expect(await shard.ended).toBe(0);
  expect(await schema.rows('orders')).toHaveLength(1);
});

test('a worker that is asked to end writes what it has, and keeps where it is', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const never = { DYNAMODB_CDC_KCL_CHECKPOINT_SECONDS: '3600' };
  await using shard = startShard({ DYNAMODB_CDC_KCL_TARGET: schema.url, ...never });
  await shard.call('initialize', initialize);
  await shard.call('processRecords', { records: [record(1, 'a')] });
  await shard.call('processRecords', { records: [record(2, 'b')] });
  await shard.call('shutdownRequested');
  expect(shard.checkpoints.at(-1)).toBe('1002.0');
  expect(await schema.rows('orders')).toHaveLength(2);
});

test('a checkpoint that fails is tried again; the one at the end of a shard until it is there', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await using shard = startShard({ DYNAMODB_CDC_KCL_TARGET: schema.url });
  await shard.call('initialize', initialize);
  shard.errors.push('ThrottlingException', 'KinesisClientLibDependencyException');
  await shard.call('processRecords', { records: [record(1, 'a')] });
  await expect
    .poll(async () => {
      await shard.call('processRecords', { records: [] });
      return shard.checkpoints;
    }, WAIT)
    .toEqual(['1001.0', '1001.0', '1001.0']);
  await shard.call('processRecords', { records: [] });
  expect(shard.checkpoints).toHaveLength(3);
  shard.errors.push('ThrottlingException', 'InvalidStateException');
  await shard.call('shardEnded');
  expect(shard.checkpoints.slice(3)).toEqual([null, null, null]);
  expect(shard.stderr()).toContain('the checkpoint at the end of the shard failed: InvalidStateException');
});

test('after the end of a lost shard nobody waits for a checkpoint', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await using shard = startShard({ DYNAMODB_CDC_KCL_TARGET: schema.url });
  await shard.call('initialize', initialize);
  shard.errors.push('ShutdownException');
  await shard.call('shardEnded');
  expect(shard.checkpoints).toEqual([null]);
});

test('a record that is no change record ends the process after what came before it', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await using shard = startShard({ DYNAMODB_CDC_KCL_TARGET: schema.url });
  await shard.call('initialize', initialize);
  shard.send('processRecords', { records: [record(1, 'a'), { ...record(2, 'b'), data: 'eA==' }] });
  expect(await shard.ended).toBe(1);
  expect(shard.stderr()).toContain('CHANGE_RECORD_INVALID');
  expect(shard.stderr()).toContain('shardId-000000000000');
  expect(shard.checkpoints).toEqual([]);
});

test('such a record goes to the dead-letter file where one is set, before a checkpoint passes it', async () => {
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const path = join(folder.path, 'bad.jsonl');
  await using shard = startShard({
    DYNAMODB_CDC_KCL_TARGET: schema.url,
    TAP_DYNAMODB_CDC_ON_BAD_RECORD: 'dead_letter',
    TAP_DYNAMODB_CDC_DEAD_LETTER_PATH: path,
  });
  await shard.call('initialize', initialize);
  await shard.call('processRecords', { records: [{ ...record(1, 'a'), data: 'eA==' }, record(2, 'b')] });
  await shard.call('shutdownRequested');
  expect(shard.checkpoints.at(-1)).toBe('1002.0');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ sequence_number: '1001', data: 'eA==' });
});

test('a daemon that dies ends the process, also while CrateDB does not answer', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const server = crateServer(inject('cratedb'));
  await using proxy = await startProxy(server);
  await using shard = startThrough(proxy, server.user, schema);
  await shard.call('initialize', initialize);
  proxy.freeze();
  shard.send('processRecords', { records: [record(1, 'a')] });
  shard.close();
  expect(await shard.ended).toBe(0);
});

test('what a person types into it is refused', async () => {
  await using shard = startShard({});
  shard.send('hello');
  expect(await shard.ended).toBe(1);
  expect(shard.stderr()).toContain('it is no message of the MultiLangDaemon');
});
