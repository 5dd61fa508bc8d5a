import { expect, test } from 'vitest';
import { plainRecord } from '../tap/plain-records.ts';
import { type ObservedRelay, observedRelay, WAIT } from './observed.ts';

/** More clients than the server lets in at a time. */
const CLIENTS = 48;
const ROWS = 500;
const PATHS = ['/', '/status', '/metrics', '/history', '/readyz', '/nonsense'];

test('a flood of requests does not hold up the pipe: clients are refused, and every row is written meanwhile', {
  timeout: 240_000,
}, async () => {
  await using relay = await observedRelay([plainRecord()]);
  const flood = floodOf(relay);
  try {
    await expect.poll(() => flood.refused, WAIT).toBeGreaterThan(CLIENTS);
    relay.source.put(
      Array.from({ length: ROWS }, (_, at) => plainRecord({ keys: { id: { S: `flood-${at}` } } })),
    );
    await expect.poll(() => relay.schema.rows('orders').catch(() => []), WAIT).toHaveLength(ROWS + 1);
  } finally {
    await flood.end();
  }
  await relay.untilReady();
});

/** Clients that ask again as soon as they have an answer, or are refused one. */
function floodOf(relay: ObservedRelay) {
  const flood = { refused: 0 };
  let isOver = false;
  const client = async (path: string): Promise<void> => {
    while (!isOver) await relay.see(path).catch(() => (flood.refused += 1));
  };
  const clients = Array.from({ length: CLIENTS }, (_, at) => client(PATHS[at % PATHS.length] ?? '/'));
  const end = async (): Promise<void> => {
    isOver = true;
    await Promise.all(clients);
  };
  return Object.assign(flood, { end });
}
