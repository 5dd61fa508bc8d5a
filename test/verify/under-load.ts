import { EnableKinesisStreamingDestinationCommand } from '@aws-sdk/client-dynamodb';
import { CreateStreamCommand, DescribeStreamSummaryCommand } from '@aws-sdk/client-kinesis';
import { expect } from 'vitest';
import { sourceUrl } from '../e2e/pipe.ts';
import { startRelay } from '../relay/relay-process.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { createTable, deleteItem, putItems } from '../support/dynamodb-server/tables.ts';
import type { Emulator } from '../support/python/emulator.ts';
import { allKinds } from './faults.ts';
import { startWriters, type Writers } from './writers.ts';

const STREAM = 'cdc-stream';
export const TABLE = 'busy';

/** Items that rest. */
const RESTING = 12;

/** The item that was deleted. */
export const GONE = 2;

/** A relay that brings the changes of two writers to CrateDB. */
export interface Load extends AsyncDisposable {
  readonly source: string;
  readonly schema: TestSchema;
  readonly env: Readonly<Record<string, string>>;
  readonly writers: Writers;
}

/** Starts writers, and the relay with `delete_mode: tombstone`; what rests has arrived. */
export async function startLoad(emulator: Emulator, crateUrl: string, seed: number): Promise<Load> {
  const env = {
    TARGET_CRATEDB_DELETE_MODE: 'tombstone',
    TAP_DYNAMODB_CDC_STATE_INTERVAL_SECONDS: '0.5',
    TARGET_CRATEDB_STATE_INTERVAL_SECONDS: '0.5',
  };
  const { client, kinesis, endpoint } = emulator;
  const key = (id: number) => ({ S: `item-${id}` });
  await createTable(client, { name: TABLE, keys: { id: key }, attributes: {}, presence: 1 });
  await kinesis.send(new CreateStreamCommand({ StreamName: STREAM, ShardCount: 1 }));
  const summary = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName: STREAM }));
  const StreamArn = summary.StreamDescriptionSummary?.StreamARN ?? '';
  await client.send(new EnableKinesisStreamingDestinationCommand({ TableName: TABLE, StreamArn }));
  await putItems(
    client,
    TABLE,
    Array.from({ length: RESTING }, (_, id) => allKinds(id)),
  );
  await deleteItem(client, TABLE, { id: key(GONE) });
  const schema = await openSchema(crateUrl);
  const source = sourceUrl(endpoint, STREAM);
  const relay = startRelay(source, schema.url, env);
  const writers = startWriters(client, TABLE, seed);
  const close = async (): Promise<void> => {
    await writers[Symbol.asyncDispose]();
    relay.signal('SIGTERM');
    await relay.ended;
    await schema[Symbol.asyncDispose]();
  };
  try {
    await expect.poll(() => hasArrived(schema), { timeout: 60_000, interval: 200 }).toBe(true);
  } catch (error) {
    await close();
    throw new Error(`what rests has not come; the relay says:\n${relay.stderr()}`, { cause: error });
  }
  return { source, schema, env, writers, [Symbol.asyncDispose]: close };
}

async function hasArrived(schema: TestSchema): Promise<boolean> {
  const rows = await schema.rows(TABLE).catch(() => []);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return Array.from({ length: RESTING }, (_, id) => byId.get(`item-${id}`)).every(
    (row, id) => row !== undefined && (id !== GONE || (row._sdc_deleted_at ?? null) !== null),
  );
}
