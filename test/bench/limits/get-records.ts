/**
 * The limit of reading: a bare loop of the SDK's GetRecords over all shards to their tips; each record is parsed and
 * written to /dev/null. Arguments: endpoint, Kinesis stream, Limit of a page.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { GetRecordsCommand, type GetRecordsCommandOutput, ListShardsCommand } from '@aws-sdk/client-kinesis';
import { iteratorOf, localClient } from '@cdc-relay/hostile-kinesis';

/** While one page is parsed, the next ones are on their way. */
const SHARDS_AT_ONCE = 4;

const [endpoint = '', kinesisStream = '', limit = ''] = process.argv.slice(2);
const client = localClient(endpoint);
const sink = openSync('/dev/null', 'w');
const { Shards: all = [] } = await client.send(new ListShardsCommand({ StreamName: kinesisStream }));
const shards = all.values();
await Promise.all(Array.from({ length: SHARDS_AT_ONCE }, readShards));
closeSync(sink);
client.destroy();

async function readShards(): Promise<void> {
  for (const { ShardId: shardId = '' } of shards) await readShard(shardId);
}

async function readShard(shardId: string): Promise<void> {
  let next: string | undefined = await iteratorOf(client, kinesisStream, shardId);
  while (next !== undefined) {
    const command = new GetRecordsCommand({ ShardIterator: next, Limit: Number(limit) });
    const page: GetRecordsCommandOutput = await client.send(command);
    for (const { Data: data } of page.Records ?? []) if (data !== undefined) take(data);
    next = page.MillisBehindLatest === 0 ? undefined : page.NextShardIterator;
  }
}

function take(data: Uint8Array): void {
  JSON.parse(Buffer.from(data.buffer, data.byteOffset, data.length).toString());
  writeSync(sink, data);
}
