import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { collectionCasts } from './conformance/cast-collections.ts';
import { scalarCasts } from './conformance/cast-scalars.ts';
import { castScript } from './conformance/cast-script.ts';
import { changes } from './conformance/changes.ts';
import { names } from './conformance/names.ts';
import { objects } from './conformance/objects.ts';
import { queries } from './conformance/queries.ts';
import { refusals } from './conformance/refusals.ts';
import { rows } from './conformance/rows.ts';
import { outcomeOf } from './conformance/run.ts';
import { connectClients, servers, urlOf } from './conformance/servers.ts';
import { tables } from './conformance/tables.ts';
import { singleRows } from './conformance/values.ts';
import { type StandIn, startStandIn } from './stand-in.ts';

// Starting takes two seconds of processor time, however long that is on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const scripts = {
  tables,
  names,
  refusals,
  rows,
  objects,
  scalarCasts: castScript(scalarCasts),
  collectionCasts: castScript(collectionCasts),
  singleRows,
  queries,
  changes,
};
let standIn: StandIn;

beforeAll(async () => {
  standIn = await startStandIn();
});

afterAll(() => standIn.stop());

describe.each(servers)('%s', (server) => {
  test.each(Object.entries(scripts))('answers as CrateDB 6.4.3: %s', async (_, script) => {
    await using own = await connectClients(urlOf(server, standIn.url));
    const outcomes: string[] = [];
    for (const step of script) {
      outcomes.push(`${step.sql} → ${await outcomeOf(own.clients[0], own.schema, step)}`);
    }
    expect(outcomes).toEqual(script.map(({ sql, expected }) => `${sql} → ${expected}`));
  });
});
