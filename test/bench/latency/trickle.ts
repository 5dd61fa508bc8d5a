import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { TestSchema } from '../../support/cratedb/schema.ts';
import { putRecords } from '../../support/kinesis/put-records.ts';

/** The table of the changes. */
const TABLE = 'latency';
/** How often the rows that have not come are looked for. */
const LOOK_MS = 10;
const MAX_SECONDS = 60;

/** Where changes are put, and where their rows are looked for. */
export interface Trickle {
  readonly client: KinesisClient;
  readonly stream: string;
  readonly schema: TestSchema;
  readonly signal: AbortSignal;
}

/**
 * Puts this many changes, a new item each, `rate` a second; returns after how many seconds each row was found by its key,
 * which CrateDB answers without a refresh. Throws when a row does not come.
 */
export async function latencies(trickle: Trickle, rate: number, count: number): Promise<number[]> {
  const waiting = new Map<string, number>();
  const found: number[] = [];
  const put = async (): Promise<void> => {
    const ids = Array.from({ length: count }, () => randomUUID());
    const began = performance.now();
    // Not quite in step with whatever polls: the phases of the two are to vary.
    for (const [n, id] of ids.entries()) {
      await sleep(Math.max(0, began + (n * 1037) / rate - performance.now()), undefined, {
        signal: trickle.signal,
      });
      waiting.set(id, performance.now());
      await putRecords(trickle.client, trickle.stream, [{ partitionKey: id, data: change(id) }]);
    }
  };
  await Promise.all([put(), look(trickle, waiting, found, count)]);
  return found;
}

async function look(
  { schema, signal }: Trickle,
  waiting: Map<string, number>,
  found: number[],
  count: number,
): Promise<void> {
  while (found.length < count) {
    await sleep(LOOK_MS, undefined, { signal });
    const now = performance.now();
    for (const since of waiting.values())
      if (now - since > MAX_SECONDS * 1000) throw new Error(`a row did not come within ${MAX_SECONDS} s`);
    for (const id of await present(schema, [...waiting.keys()])) {
      found.push((performance.now() - (waiting.get(id) ?? 0)) / 1000);
      waiting.delete(id);
    }
  }
}

/** Literal keys: CrateDB looks bound ones up in what was refreshed. */
async function present({ name, query }: TestSchema, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const list = ids.map((id) => `'${id}'`).join(', ');
  const rows = await query(`SELECT "id" FROM "${name}"."${TABLE}" WHERE "id" IN (${list})`).catch(
    (error: unknown) => (isUnmade(error) ? [] : Promise.reject(error)),
  );
  return rows.map(({ id }) => String(id));
}

/** The first change creates the table, whose shards are ready a moment later. */
function isUnmade(error: unknown): boolean {
  return /unknown|does not exist|RECOVERING|not available/i.test(String(error));
}

function change(id: string): string {
  return JSON.stringify({
    awsRegion: 'us-east-1',
    eventID: `event-${id}`,
    eventName: 'INSERT',
    userIdentity: null,
    recordFormat: 'application/json',
    tableName: TABLE,
    dynamodb: {
      ApproximateCreationDateTime: Date.now() * 1000,
      Keys: { id: { S: id } },
      NewImage: { id: { S: id }, name: { S: 'Ada' }, total: { N: '12.5' } },
      SizeBytes: 50,
      ApproximateCreationDateTimePrecision: 'MICROSECOND',
    },
    eventSource: 'aws:dynamodb',
  });
}
