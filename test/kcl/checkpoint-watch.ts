import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { TestSchema } from '../support/cratedb/schema.ts';
import type { Change } from '../support/dynamodb/change.ts';
import type { PlacedRecord } from '../support/kinesis/put-records.ts';

/** A change and where it is in the Kinesis stream. */
interface PlacedChange {
  readonly change: Change;
  readonly place: PlacedRecord;
}

/** Watches that no checkpoint passes a change that CrateDB does not have, nor a newer one of the item. */
export class CheckpointWatch {
  readonly #scan: () => Promise<Map<string, string>>;
  readonly #schema: TestSchema;
  #open: PlacedChange[] = [];
  readonly #ahead: string[] = [];
  looks = 0;

  constructor(leases: { client: DynamoDBClient; table: string }, schema: TestSchema) {
    this.#scan = () => checkpointsOf(leases.client, leases.table);
    this.#schema = schema;
  }

  add(change: Change, place: PlacedRecord): void {
    this.#open.push({ change, place });
  }

  /** Compares the checkpoints of now with the rows of a moment later; all faults that were ever found. */
  async look(): Promise<readonly string[]> {
    const checkpoints = await this.#scan();
    const isOver = ({ place }: PlacedChange) =>
      isPassed(checkpoints.get(place.shardId), place.sequenceNumber);
    const passed = this.#open.filter(isOver);
    if (passed.length > 0) {
      const versions = versionsOf(await this.#schema.rows(TABLE));
      const missing = passed.filter(({ change }) => (versions.get(keyText(change)) ?? 0) < change.at);
      for (const one of missing) await this.#examine(one, checkpoints.get(one.place.shardId) ?? '');
    }
    // What has been written stays: tombstones do, too. What was put meanwhile is looked at the next time.
    const known = new Set(passed);
    this.#open = this.#open.filter((one) => !known.has(one));
    this.looks += 1;
    return this.#ahead;
  }

  /** A row that is asked for by its key is the one that CrateDB has, whatever has been refreshed. */
  async #examine({ change, place }: PlacedChange, checkpoint: string): Promise<void> {
    const sql = `SELECT _sdc_sequence FROM "${this.#schema.name}"."${TABLE}" WHERE customer_id = $1 AND order_id = $2`;
    const [row] = await this.#schema.query(sql, keyText(change).split(' '));
    if (Number(String(row?._sdc_sequence ?? 0)) >= change.at) return;
    this.#ahead.push(
      `${new Date().toISOString()} ${place.shardId}: checkpoint ${checkpoint} has passed ${place.sequenceNumber}, ${keyText(change)} of ${change.at}; the row has ${row?._sdc_sequence}`,
    );
  }
}

const TABLE = 'orders';

/** The checkpoints of the shards, as the leases have them; none while there is no table. */
async function checkpointsOf(client: DynamoDBClient, table: string): Promise<Map<string, string>> {
  const scan = new ScanCommand({ TableName: table, ConsistentRead: true });
  const { Items = [] } = await client.send(scan).catch((error: Error) => {
    if (error.name === 'ResourceNotFoundException') return { Items: [] };
    throw error;
  });
  return new Map(Items.map((item) => [item.leaseKey?.S ?? '', item.checkpoint?.S ?? '']));
}

function versionsOf(rows: readonly { readonly [name: string]: unknown }[]): Map<string, number> {
  return new Map(
    rows.map((row) => [`${row.customer_id} ${row.order_id}`, Number(String(row._sdc_sequence))]),
  );
}

function isPassed(checkpoint: string | undefined, sequenceNumber: string): boolean {
  if (checkpoint === 'SHARD_END') return true;
  return /^\d+$/.test(checkpoint ?? '') && BigInt(checkpoint ?? '') >= BigInt(sequenceNumber);
}

/** The key of an order, as text. */
function keyText({ keys }: Change): string {
  return ['customer_id', 'order_id'].map((name) => Object.values(keys[name] ?? {})[0]).join(' ');
}
