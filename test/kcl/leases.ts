import {
  CreateTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type KinesisClient, ListShardsCommand } from '@aws-sdk/client-kinesis';

/**
 * Makes the table of the leases, as the Kinesis Client Library has it, with a lease for each shard that nobody has read.
 * At the first start of all it waits for up to half a minute before it makes them itself.
 */
export async function makeLeases(
  client: DynamoDBClient,
  table: string,
  kinesis: KinesisClient,
  stream: string,
): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: table,
      AttributeDefinitions: [{ AttributeName: 'leaseKey', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'leaseKey', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  const { Shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName: stream }));
  for (const { ShardId, HashKeyRange } of Shards) {
    const Item = {
      leaseKey: { S: ShardId ?? '' },
      leaseCounter: { N: '0' },
      ownerSwitchesSinceCheckpoint: { N: '0' },
      checkpoint: { S: 'TRIM_HORIZON' },
      checkpointSubSequenceNumber: { N: '0' },
      startingHashKey: { S: HashKeyRange?.StartingHashKey ?? '' },
      endingHashKey: { S: HashKeyRange?.EndingHashKey ?? '' },
    };
    await client.send(new PutItemCommand({ TableName: table, Item }));
  }
}

/** The worker that gives the leases away. */
export async function leaderOf(client: DynamoDBClient, table: string): Promise<string | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({
      TableName: `${table}-CoordinatorState`,
      Key: { key: { S: 'Leader' } },
      ConsistentRead: true,
    }),
  );
  return Item?.ownerName?.S;
}
