import { expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { load } from './load.ts';
import { recordMessage, schemaMessage } from './messages.ts';

const STREAMS = Array.from({ length: 8 }, (_, n) => `s${n}`);

/** Interleaved records of several streams: some 800 kB. */
const INPUT = [
  ...STREAMS.map((stream) => schemaMessage(stream, { id: 'integer', text: 'string' })),
  ...Array.from({ length: 100 }, (_, id) =>
    STREAMS.map((stream) => recordMessage(stream, { id, text: 'x'.repeat(1000) })),
  ).flat(),
];

/** No batch is written because time has passed. */
const FULL = { batch_wait_limit_seconds: 300 };

function batchesIn(stderr: string): number {
  return Number(/ batches=(\d+) /.exec(stderr)?.[1]);
}

test('what waits in memory is bounded over all tables, not only for each of them', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const unbounded = await load(schema, INPUT, FULL);
  expect(unbounded.stderr).toContain('upserted=800 ');
  expect(batchesIn(unbounded.stderr)).toBe(STREAMS.length);
  const bounded = await load(schema, INPUT, { ...FULL, max_waiting_bytes: 100_000 });
  expect(bounded.stderr).toContain('upserted=800 ');
  // Each relief writes one table's share, an eighth of the limit or somewhat more.
  expect(batchesIn(bounded.stderr)).toBeGreaterThan(2 * STREAMS.length);
});

test('a batch is written once it has this many bytes, or rows', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const own = INPUT.filter((message) => (message as { stream: string }).stream === 's0');
  const byBytes = await load(schema, own, { ...FULL, batch_size_bytes: 10_500 });
  const byRows = await load(schema, own, { ...FULL, batch_size_rows: 10 });
  expect([byBytes, byRows].map(({ stderr }) => batchesIn(stderr))).toEqual([10, 10]);
});
