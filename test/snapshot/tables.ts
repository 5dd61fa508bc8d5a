import type { JsonValue, SingerMessage } from '@cdc-relay/singer';
import type { Item } from '../support/dynamodb/item.ts';
import type { Table } from '../support/dynamodb/table.ts';
import type { DynamoDbServer } from '../support/dynamodb-server/dynalite.ts';
import { createTable, putItems } from '../support/dynamodb-server/tables.ts';
import { USER_INFO } from '../support/programs/secrets.ts';

/** Makes a table with a numeric key `id` and the items 1 to `count`, in order of nothing. */
export async function numberedTable(server: DynamoDbServer, name: string, count: number): Promise<void> {
  const table: Table = { name, keys: { id: (id) => ({ N: String(id) }) }, attributes: {}, presence: 1 };
  await createTable(server.client, table);
  await putItems(
    server.client,
    name,
    Array.from({ length: count }, (_, index) => numberedItem(index + 1)),
  );
}

function numberedItem(id: number): Item {
  return { id: { N: String(id) }, text: { S: `item ${id}` } };
}

/** The URL for a snapshot of a table alone. */
export function snapshotUrl(endpoint: string, table: string, options = ''): string {
  return `dynamodb://${USER_INFO}@${new URL(endpoint).host}/${table}?region=us-east-1${options}`;
}

/** The ids of the records, sorted, each once. */
export function idsIn(messages: readonly SingerMessage[]): number[] {
  const ids = messages.flatMap((message) => (message.type === 'RECORD' ? [Number(message.record.id)] : []));
  return [...new Set(ids)].sort((a, b) => a - b);
}

/** The versions that records carry, each once. */
export function versionsIn(messages: readonly SingerMessage[]): (number | undefined)[] {
  return [...new Set(messages.flatMap((message) => (message.type === 'RECORD' ? [message.version] : [])))];
}

/** Types of messages, without repetitions. */
export function typesIn(messages: readonly SingerMessage[]): string[] {
  return messages.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1]);
}

interface SnapshotInState {
  readonly version: number;
  readonly sequence?: number;
  readonly segments?: unknown[];
  readonly export?: { readonly open: Readonly<Record<string, number>> };
}

/** What a state says of snapshots, by table. */
export function snapshotsIn(
  state: JsonValue | undefined,
  stream = 'dynamodb',
): Record<string, SnapshotInState> {
  const { bookmarks } = (state ?? { bookmarks: {} }) as { bookmarks: Record<string, { snapshots?: object }> };
  return (bookmarks[stream]?.snapshots ?? {}) as ReturnType<typeof snapshotsIn>;
}
