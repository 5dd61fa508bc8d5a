import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Item } from '../support/dynamodb/item.ts';
import { type Random, seededRandom } from '../support/dynamodb/random.ts';
import { allKinds } from './faults.ts';

/** Keys of items that change; those of lower numbers rest. */
const FIRST_BUSY = 100;
const BUSY = 200;

/** Between changes of a writer, so that the emulator's Kinesis keeps up with them, and most items rest for as long as a second look takes. */
const PAUSE_MS = 100;

/** Writers at work on the same keys. */
export interface Writers extends AsyncDisposable {
  /** How many changes they have made. */
  changes(): number;
}

/** Has writers change the same items until they are disposed of: puts, updates and deletions, of few values, so that items become what they were. */
export function startWriters(client: DynamoDBClient, table: string, seed: number, count = 2): Writers {
  let changes = 0;
  let isOver = false;
  const work = async (random: Random): Promise<void> => {
    while (!isOver) {
      await change(client, table, random);
      changes += 1;
      await sleep(PAUSE_MS);
    }
  };
  const all = Promise.all(Array.from({ length: count }, (_, writer) => work(seededRandom(seed + writer))));
  // Whoever waits for them hears of a failure.
  all.catch(() => undefined);
  return {
    changes: () => changes,
    [Symbol.asyncDispose]: async () => {
      isOver = true;
      await all;
    },
  };
}

async function change(client: DynamoDBClient, TableName: string, random: Random): Promise<void> {
  const id = FIRST_BUSY + random.int(BUSY);
  const Key = { id: { S: `item-${id}` } };
  const what = random.int(10);
  if (what < 2) await client.send(new DeleteItemCommand({ TableName, Key }));
  else if (what < 6) await client.send(new PutItemCommand({ TableName, Item: sdkItem(allKinds(id)) }));
  else
    await client.send(
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression: 'SET #text = :text',
        ExpressionAttributeNames: { '#text': 'text' },
        ExpressionAttributeValues: { ':text': { S: random.chance(0.5) ? 'one' : 'other' } },
      }),
    );
}

function sdkItem(item: Item): NonNullable<PutItemCommand['input']['Item']> {
  return item as NonNullable<PutItemCommand['input']['Item']>;
}
