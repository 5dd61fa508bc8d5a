import {
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Change } from '../dynamodb/change.ts';
import type { Item } from '../dynamodb/item.ts';

type SdkItem = NonNullable<PutItemCommand['input']['Item']>;

/** Makes a change in a table: an insert by PutItem, another one by UpdateItem, or a deletion. */
export async function applyChange(client: DynamoDBClient, change: Change): Promise<void> {
  const { tableName: TableName, keys, newImage, oldImage } = change;
  const Key = keys as SdkItem;
  if (newImage === undefined) await client.send(new DeleteItemCommand({ TableName, Key }));
  else if (oldImage === undefined)
    await client.send(new PutItemCommand({ TableName, Item: newImage as SdkItem }));
  else await client.send(new UpdateItemCommand({ TableName, Key, ...update(keys, oldImage, newImage) }));
}

/** Sets all attributes, and removes those that are gone. */
function update(keys: Item, oldImage: Item, newImage: Item) {
  const set = Object.keys(newImage).filter((name) => !(name in keys));
  const removed = Object.keys(oldImage).filter((name) => !(name in newImage));
  const names = [...set, ...removed];
  const clauses = [
    set.length === 0 ? '' : `SET ${set.map((_, index) => `#n${index} = :v${index}`).join(', ')}`,
    removed.length === 0 ? '' : `REMOVE ${removed.map((_, index) => `#n${set.length + index}`).join(', ')}`,
  ];
  const values = Object.fromEntries(set.map((name, index) => [`:v${index}`, newImage[name]]));
  return {
    UpdateExpression: clauses.join(' '),
    ExpressionAttributeNames: Object.fromEntries(names.map((name, index) => [`#n${index}`, name])),
    ...(set.length === 0 ? {} : { ExpressionAttributeValues: values as SdkItem }),
  };
}
