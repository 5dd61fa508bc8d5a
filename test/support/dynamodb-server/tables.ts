import {
  type AttributeValue,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  type ScalarAttributeType,
  type WriteRequest,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { Item } from '../dynamodb/item.ts';
import { keyOf, type Table } from '../dynamodb/table.ts';

/** What BatchWriteItem takes at most. */
const BATCH = 25;

/** Creates a table for the items of `table` and waits until it can be used. */
export async function createTable(client: DynamoDBClient, table: Table): Promise<void> {
  const key = Object.entries(keyOf(table, 0));
  await client.send(
    new CreateTableCommand({
      TableName: table.name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: key.map(([AttributeName], index) => ({
        AttributeName,
        KeyType: index === 0 ? 'HASH' : 'RANGE',
      })),
      AttributeDefinitions: key.map(([AttributeName, value]) => ({
        AttributeName,
        AttributeType: Object.keys(value)[0] as ScalarAttributeType,
      })),
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName: table.name });
}

/** Puts one item. */
export async function putItem(client: DynamoDBClient, table: string, item: Item): Promise<void> {
  await client.send(new PutItemCommand({ TableName: table, Item: sdkItem(item) }));
}

/** Deletes one item by its key. */
export async function deleteItem(client: DynamoDBClient, table: string, key: Item): Promise<void> {
  await client.send(new DeleteItemCommand({ TableName: table, Key: sdkItem(key) }));
}

/** Puts many items with different keys. */
export async function putItems(client: DynamoDBClient, table: string, items: readonly Item[]): Promise<void> {
  for (let begin = 0; begin < items.length; begin += BATCH) {
    const requests = items
      .slice(begin, begin + BATCH)
      .map((item) => ({ PutRequest: { Item: sdkItem(item) } }));
    await putBatch(client, table, requests);
  }
}

async function putBatch(client: DynamoDBClient, table: string, requests: WriteRequest[]): Promise<void> {
  let left = requests;
  while (left.length > 0) {
    const answer = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: left } }));
    left = answer.UnprocessedItems?.[table] ?? [];
  }
}

function sdkItem(item: Item): Record<string, AttributeValue> {
  return item as Record<string, AttributeValue>;
}
