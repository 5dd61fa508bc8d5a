import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** The name of the table. */
export const GENERATED = 'generated';

/** A DynamoDB with one table, whose items are made when they are requested: an emulator would need minutes for a million. */
export interface GeneratedTable extends AsyncDisposable {
  readonly endpoint: string;
}

/** DynamoDB's JSON. */
type Attributes = Readonly<Record<string, object>>;

interface ScanInput {
  readonly Limit?: number;
  readonly Segment?: number;
  readonly TotalSegments?: number;
  readonly ExclusiveStartKey?: { readonly id: { readonly S: string } };
}

/** An eventually consistent read of 4 KiB. */
const UNITS_PER_BYTE = 0.5 / 4096;

/** Starts one on 127.0.0.1 with this many items. */
export async function startGeneratedTable(count: number): Promise<GeneratedTable> {
  const answers: Readonly<Record<string, (input: never) => object>> = {
    DescribeTable: () => ({ Table: descriptionOf(count) }),
    Scan: (input: ScanInput) => scanned(input, count),
    GetItem: ({ Key }: { Key: { id: { S: string } } }) => {
      const number = numberOf(Key.id.S);
      return number < count ? { Item: itemOf(number) } : {};
    },
  };
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).replace(/^.*\./, '');
    const answer = answers[operation];
    const body = answer?.((await json(request)) as never) ?? { __type: 'UnknownOperationException' };
    response.writeHead(answer === undefined ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { endpoint: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: stop };
}

function descriptionOf(count: number): object {
  return {
    TableName: GENERATED,
    TableStatus: 'ACTIVE',
    ItemCount: count,
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  };
}

/** A segment has every n-th item. */
function scanned(input: ScanInput, count: number): object {
  const { Limit: limit = 1000, Segment: segment = 0, TotalSegments: segments = 1, ExclusiveStartKey } = input;
  const first = ExclusiveStartKey === undefined ? segment : numberOf(ExclusiveStartKey.id.S) + segments;
  const items: Attributes[] = [];
  for (let number = first; number < count && items.length < limit; number += segments)
    items.push(itemOf(number));
  const last = items.at(-1);
  const next = first + limit * segments;
  return {
    Items: items,
    Count: items.length,
    ...(next < count && last !== undefined ? { LastEvaluatedKey: { id: last.id } } : {}),
    ConsumedCapacity: {
      TableName: GENERATED,
      CapacityUnits: JSON.stringify(items).length * UNITS_PER_BYTE,
    },
  };
}

function numberOf(id: string): number {
  return Number(id.slice('item-'.length));
}

/** Some 300 bytes of ten attributes. */
function itemOf(number: number): Attributes {
  return {
    id: { S: `item-${String(number).padStart(8, '0')}` },
    status: { S: ['new', 'paid', 'sent'][number % 3] },
    total: { N: `${number % 500}.5` },
    exact: { N: String(BigInt(number) * 1_000_003n) },
    paid: { BOOL: number % 2 === 0 },
    ordered_at: { S: new Date(1_700_000_000_000 + number).toISOString() },
    address: { M: { city: { S: 'Wien' }, zip: { S: String(1000 + (number % 9000)) } } },
    lines: { L: [{ M: { product: { S: 'bell' }, quantity: { N: '2' } } }] },
    tags: { SS: ['express', 'gift'] },
    note: { S: `note ${number}` },
  };
}
