import { ListShardsCommand } from '@aws-sdk/client-kinesis';
import { localClient, readShard } from '@cdc-relay/hostile-kinesis';
import { expect, test } from 'vitest';
import { startHostileProcess } from './process.ts';

const load = { streamName: 'cdc', shards: 2, recordsPerShard: 30, pageSize: 20 };

test('serves generated records from a process of its own, which stop ends', async () => {
  const server = await startHostileProcess(load);
  const client = localClient(server.endpoint);
  const { Shards: shards = [] } = await client.send(new ListShardsCommand({ StreamName: 'cdc' }));
  const pages = await readShard(client, 'cdc', shards[1]?.ShardId ?? '');
  expect(pages.map(({ Records }) => Records?.length)).toEqual([20, 10, 0]);
  client.destroy();
  await server.stop();
  expect(() => process.kill(server.pid, 0)).toThrow('ESRCH');
});

test('a process that cannot start says why', async () => {
  const failing = startHostileProcess({ ...load, shards: 0 });
  await expect(failing).rejects.toThrow(/did not start; its output:\n.*not a count: 0/s);
});
