import { requestsOf, startHostileKinesis } from '@cdc-relay/hostile-kinesis';
import { expect, inject, test } from 'vitest';
import { sourceUrl } from '../e2e/pipe.ts';
import { crateServer } from '../support/cratedb/connection.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import { generatedModel } from '../support/kinesis/generated/generated.ts';
import { BIN, run } from '../support/programs/run.ts';
import { startProxy } from '../support/proxy/tcp-proxy.ts';
import { recordMessage, schemaMessage, textOf } from '../target/messages.ts';
import { allocatedBy } from './allocated.ts';

// What a record costs, counted: time says nothing on a machine that does other things as well. Measured were 7,100 and
// 4,300 bytes; whoever exceeds these has added work to every record, such as a promise (docs/performance.md).
const TAP_BYTES = 8_000;
const TARGET_BYTES = 4_900;

const ROWS = 2_000;
/** Nothing but the number of records decides how many statements there are. */
const BATCHES = {
  TARGET_CRATEDB_BATCH_SIZE_ROWS: String(ROWS),
  TARGET_CRATEDB_BATCH_WAIT_LIMIT_SECONDS: '120',
  TARGET_CRATEDB_LEASE_SECONDS: '3600',
};

const FEW = 4_000;
const MANY = 16_000;

/** Bytes per record, without what a run costs by itself. */
async function bytesPerRecord(allocated: (records: number) => Promise<number>): Promise<number> {
  const few = await allocated(FEW);
  return ((await allocated(MANY)) - few) / (MANY - FEW);
}

test('the target allocates little per record, and asks CrateDB little per batch', {
  timeout: 180_000,
}, async () => {
  const statements: number[] = [];
  const perRecord = await bytesPerRecord(async (records) => {
    await using schema = await openSchema(inject('cratedb'));
    await using proxy = await startProxy(crateServer(inject('cratedb')));
    const stdin = orders(records);
    const url = `postgresql://crate@127.0.0.1:${proxy.port}/${schema.name}`;
    const allocated = await allocatedBy(async (env) => {
      const outcome = await run(BIN.target, [url], { stdin, env: { ...env, ...BATCHES } });
      expect(outcome.code, outcome.stderr).toBe(0);
    });
    expect(await schema.rows('orders')).toHaveLength(records);
    statements.push(proxy.statements);
    return allocated;
  });
  console.log(`target: ${Math.round(perRecord)} bytes allocated per record`);
  expect(perRecord).toBeLessThan(TARGET_BYTES);
  // One statement a batch, on connections that each begin with a few.
  const [few = 0, many = 0] = statements;
  expect(many - few).toBeGreaterThanOrEqual((MANY - FEW) / ROWS);
  expect(many - few).toBeLessThanOrEqual((MANY - FEW) / ROWS + 6);
});

test('the tap allocates little per record, and asks Kinesis for many at a time', {
  timeout: 180_000,
}, async () => {
  const calls: number[] = [];
  const perRecord = await bytesPerRecord(async (recordsPerShard) => {
    const model = generatedModel({ streamName: 'cdc', shards: 1, recordsPerShard });
    await using kinesis = await startHostileKinesis(model);
    const allocated = await allocatedBy(async (env) => {
      const outcome = await run(BIN.tap, [sourceUrl(kinesis.endpoint, 'cdc')], { env });
      expect(outcome.code, outcome.stderr).toBe(0);
      expect(outcome.stdout.match(/"RECORD"/g)).toHaveLength(recordsPerShard);
    });
    calls.push(requestsOf(kinesis.log, 'GetRecords').length);
    return allocated;
  });
  console.log(`tap: ${Math.round(perRecord)} bytes allocated per record`);
  expect(perRecord).toBeLessThan(TAP_BYTES);
  const [few = 0, many = 0] = calls;
  // Pages of half a megabyte.
  expect(many - few).toBeLessThanOrEqual((MANY - FEW) / 500);
});

/** A SCHEMA and the records of this many orders, of 500 bytes each. */
function orders(count: number): string {
  const properties = { id: 'string', n: 'integer', note: 'string', _sdc_sequence: 'integer' };
  const lines = Array.from({ length: count }, (_, n) =>
    recordMessage('orders', {
      id: `order-${n}`,
      n,
      note: `${n} `.padEnd(300, 'x'),
      tags: ['a', `b${n % 3}`],
      address: { city: 'Dornbirn', zip: String(n % 1000), position: { lat: 47.4, lon: 9.7 } },
      _sdc_sequence: 1_750_000_000_000_000 + n,
    }),
  );
  return textOf([
    schemaMessage('orders', { ...properties, tags: { type: 'array' }, address: { type: 'object' } }),
    ...lines,
  ]);
}
