import { stringifyJson } from '@cdc-relay/singer';
import { parse } from 'lossless-json';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allTypes } from '../support/dynamodb/all-types.ts';
import { canonicalDecimal } from '../support/dynamodb/decimal.ts';
import { diffRow } from '../support/dynamodb/diff-row.ts';
import { expectedRow } from '../support/dynamodb/expected.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { newItem } from '../support/dynamodb/table.ts';
import { type DynamoDbServer, startDynalite } from '../support/dynamodb-server/dynalite.ts';
import { startDynamoDbLocal, whyNoDynamoDbLocal } from '../support/dynamodb-server/dynamodb-local.ts';
import { createTable, putItems } from '../support/dynamodb-server/tables.ts';
import { range } from '../tap/reading/source.ts';
import { runInProcess } from '../tap/reading/tap-in-process.ts';
import { idsIn, numberedTable, snapshotUrl } from './tables.ts';

type Row = ReturnType<typeof expectedRow>;

function byKey(row: Row): [string, Row] {
  return [`${String(row['hash key'])} ${canonicalDecimal(String(row['range-key']))}`, row];
}

const missing = whyNoDynamoDbLocal();
if (missing !== undefined) console.warn(`SKIPPED: tests with DynamoDB Local, as ${missing}`);

const SERVERS = [
  { name: 'dynalite', start: startDynalite, skipped: false },
  { name: 'DynamoDB Local', start: startDynamoDbLocal, skipped: missing !== undefined },
];

describe.each(SERVERS)('a snapshot from $name', ({ start, skipped }) => {
  let server: DynamoDbServer;
  beforeAll(async () => {
    if (!skipped) server = await start();
  }, 60_000);
  afterAll(async () => await server?.[Symbol.asyncDispose]());

  test.skipIf(skipped)('has every value of every type as it is', async () => {
    const random = seededRandom(7);
    const items = range(0, 59).map((number) => newItem(allTypes, random, number));
    await createTable(server.client, allTypes);
    await putItems(server.client, allTypes.name, items);
    const run = await runInProcess({ source_url: snapshotUrl(server.endpoint, allTypes.name) });
    expect(run.error).toBeUndefined();
    const records = run.messages.flatMap((message) => (message.type === 'RECORD' ? [message.record] : []));
    const rows = new Map(records.map((record) => parse(stringifyJson(record)) as Row).map(byKey));
    const expected = new Map(items.map(expectedRow).map(byKey));
    expect([...rows.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [key, row] of expected) expect(diffRow(row, rows.get(key) ?? {})).toEqual([]);
  });

  test.skipIf(skipped)('goes on after an interruption', async () => {
    await numberedTable(server, 'numbers', 60);
    const stop = new AbortController();
    const settings = { source_url: snapshotUrl(server.endpoint, 'numbers', '&batch-size=4') };
    const first = await runInProcess(settings, {
      signal: stop.signal,
      onMessage: ({ type }) => (type === 'RECORD' ? stop.abort() : undefined),
    });
    expect(idsIn(first.messages).length).toBeLessThan(60);
    const second = await runInProcess(settings, { state: first.state });
    expect(idsIn([...first.messages, ...second.messages])).toEqual(range(1, 60));
  });
});
