import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { TestSchema } from '../support/cratedb/schema.ts';
import type { Change } from '../support/dynamodb/change.ts';
import type { PlacedRecord } from '../support/kinesis/put-records.ts';

/** A change and where it is in the Kinesis stream. */
export interface PlacedChange {
  readonly change: Change;
  readonly place: PlacedRecord;
}

/** The checkpoints of the shards, as the leases have them. */
export async function checkpointsOf(client: DynamoDBClient, table: string): Promise<Map<string, string>> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: table, ConsistentRead: true }));
  return new Map(Items.map((item) => [item.leaseKey?.S ?? '', item.checkpoint?.S ?? '']));
}

/** Changes that a checkpoint has passed although CrateDB does not have them, or a newer one of the item. */
export async function aheadOf(
  checkpoints: ReadonlyMap<string, string>,
  placed: readonly PlacedChange[],
  schema: TestSchema,
): Promise<string[]> {
  const rows = await schema.rows('orders');
  const versions = new Map(
    rows.map((row) => [`${row.customer_id} ${row.order_id}`, Number(String(row._sdc_sequence))]),
  );
  return placed
    .filter(({ place }) => isPassed(checkpoints.get(place.shardId), place.sequenceNumber))
    .filter(({ change }) => (versions.get(keyText(change)) ?? 0) < change.at)
    .map(({ change, place }) => `${place.shardId} ${place.sequenceNumber} ${keyText(change)}`);
}

function isPassed(checkpoint: string | undefined, sequenceNumber: string): boolean {
  if (checkpoint === 'SHARD_END') return true;
  return /^\d+$/.test(checkpoint ?? '') && BigInt(checkpoint ?? '') >= BigInt(sequenceNumber);
}

/** The key of an order, as text. */
function keyText({ keys }: Change): string {
  return ['customer_id', 'order_id'].map((name) => Object.values(keys[name] ?? {})[0]).join(' ');
}
