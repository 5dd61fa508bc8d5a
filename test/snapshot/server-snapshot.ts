import { stringifyJson } from '@cdc-relay/singer';
import { parse } from 'lossless-json';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TapSettings } from '../../tap-dynamodb-cdc/dist/settings/settings.generated.js';
import { allTypes } from '../support/dynamodb/all-types.ts';
import { canonicalDecimal } from '../support/dynamodb/decimal.ts';
import { diffRow } from '../support/dynamodb/diff-row.ts';
import { expectedRow } from '../support/dynamodb/expected.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { newItem } from '../support/dynamodb/table.ts';
import type { DynamoDbServer } from '../support/dynamodb-server/dynalite.ts';
import { createTable, putItems } from '../support/dynamodb-server/tables.ts';
import { range } from '../tap/reading/source.ts';
import { runInProcess } from '../tap/reading/tap-in-process.ts';
import { idsIn, numberedTable, snapshotUrl } from './tables.ts';

type Row = ReturnType<typeof expectedRow>;

function byKey(row: Row): [string, Row] {
  return [`${String(row['hash key'])} ${canonicalDecimal(String(row['range-key']))}`, row];
}

/** What every DynamoDB has to be good for, whoever made it. */
export function describeSnapshots(
  name: string,
  start: () => Promise<DynamoDbServer>,
  given: Partial<TapSettings> = {},
): void {
  describe(`a snapshot from ${name}`, () => {
    let server: DynamoDbServer;
    beforeAll(async () => {
      server = await start();
    }, 90_000);
    afterAll(async () => await server?.[Symbol.asyncDispose]());

    test('has every value of every type as it is', async () => {
      const random = seededRandom(7);
      const items = range(0, 59).map((number) => newItem(allTypes, random, number));
      await createTable(server.client, allTypes);
      await putItems(server.client, allTypes.name, items);
      const run = await runInProcess({ ...given, source_url: snapshotUrl(server.endpoint, allTypes.name) });
      expect(run.error).toBeUndefined();
      const records = run.messages.flatMap((message) => (message.type === 'RECORD' ? [message.record] : []));
      const rows = new Map(records.map((record) => parse(stringifyJson(record)) as Row).map(byKey));
      const expected = new Map(items.map(expectedRow).map(byKey));
      expect([...rows.keys()].sort()).toEqual([...expected.keys()].sort());
      for (const [key, row] of expected) expect(diffRow(row, rows.get(key) ?? {})).toEqual([]);
    });

    test('goes on after an interruption', async () => {
      await numberedTable(server, 'numbers', 60);
      const stop = new AbortController();
      const settings = { ...given, source_url: snapshotUrl(server.endpoint, 'numbers', '&batch-size=4') };
      const first = await runInProcess(settings, {
        signal: stop.signal,
        onMessage: ({ type }) => (type === 'RECORD' ? stop.abort() : undefined),
      });
      expect(idsIn(first.messages).length).toBeLessThan(60);
      const second = await runInProcess(settings, { state: first.state });
      expect(idsIn([...first.messages, ...second.messages])).toEqual(range(1, 60));
    });
  });
}
