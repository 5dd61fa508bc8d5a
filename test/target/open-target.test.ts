import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Decimal, type SingerMessage } from '@cdc-relay/singer';
import { expect, inject, test, vi } from 'vitest';
import { openTarget, type Settings, type TargetSurroundings } from '../../target-cratedb/dist/index.js';
import { openSchema } from '../support/cratedb/schema.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { rowsById } from './load.ts';
import { recordMessage, schemaMessage, stateMessage, stateOf } from './messages.ts';

vi.setConfig({ testTimeout: 60_000 });

const SCHEMA = schemaMessage('s', { id: 'string', n: 'number' }) as SingerMessage;
const state = (n: number): SingerMessage => stateMessage(n) as SingerMessage;
const record = (id: string, n: unknown = 1): SingerMessage => recordMessage('s', { id, n }) as SingerMessage;

/** A target that writes only when it has to, into a schema of its own. */
async function opened(settings: Settings = {}, surroundings: TargetSurroundings = {}) {
  const schema = await openSchema(inject('cratedb'));
  const slow = { url: schema.url, batch_wait_limit_seconds: 300, state_interval_seconds: 0 };
  return { schema, target: openTarget({ ...slow, ...settings }, surroundings) };
}

test('a state is durable once what comes before it is written', async () => {
  const { schema, target } = await opened();
  await using _schema = schema;
  for (const message of [SCHEMA, state(0)]) await target.accept(message);
  await vi.waitFor(() => expect(target.durable).toEqual(stateOf(0)));
  for (const message of [record('a'), record('b', new Decimal('1e30')), state(1)])
    await target.accept(message);
  expect(target.durable).toEqual(stateOf(0));
  await target.flush();
  expect(target.durable).toEqual(stateOf(1));
  await target.accept(record('c'));
  await target.close();
  expect(target.durable).toEqual(stateOf(1));
  expect(Object.keys(await rowsById(schema, 's')).sort()).toEqual(['a', 'b', 'c']);
});

test('messages of a caller that does not wait keep their order', async () => {
  const { schema, target } = await opened({ batch_size_rows: 2 });
  await using _schema = schema;
  const messages = [SCHEMA, ...Array.from({ length: 9 }, (_, n) => record(`r${n % 7}`, n)), state(9)];
  for (const message of messages) void target.accept(message);
  await target.close();
  expect(target.durable).toEqual(stateOf(9));
  expect(await rowsById(schema, 's')).toMatchObject({ r0: { n: 7 }, r1: { n: 8 }, r6: { n: 6 } });
});

test('what came before a message that is refused is written, and its state durable', async () => {
  const { schema, target } = await opened();
  await using _schema = schema;
  for (const before of [SCHEMA, record('a'), state(1)]) await target.accept(before);
  const refused = { code: 'INPUT_INVALID', headline: expect.stringContaining('Line 4, stream "s"') };
  expect(() => target.accept(record('x', 'text'))).toThrow(expect.objectContaining(refused));
  expect(() => target.accept(state(2))).toThrow(expect.objectContaining(refused));
  await expect(target.close()).rejects.toMatchObject(refused);
  expect(target.durable).toEqual(stateOf(1));
  expect(Object.keys(await rowsById(schema, 's'))).toEqual(['a']);
});

test('a bad record goes to the dead-letter file as the message that it was', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'bad.jsonl');
  const { schema, target } = await opened({ on_bad_record: 'dead_letter', dead_letter_path: path });
  await using _schema = schema;
  for (const message of [SCHEMA, record('a', 'text'), record('b'), state(1)]) await target.accept(message);
  await target.close();
  expect(target.durable).toEqual(stateOf(1));
  const letter = JSON.parse(readFileSync(path, 'utf8'));
  expect(letter).toMatchObject({ line: 2, stream: 's', raw: JSON.stringify(record('a', 'text')) });
});

test('only a load that is closed replaces tables', async () => {
  const { schema, target } = await opened();
  await using _schema = schema;
  for (const message of [SCHEMA, record('old')]) await target.accept(message);
  await target.close();
  const again = { url: schema.url, load_method: 'overwrite' as const };
  for (const [end, rows] of [
    ['abandon', 'old'],
    ['close', 'new'],
  ] as const) {
    const replacing = openTarget(again);
    for (const message of [SCHEMA, record('new'), state(1)]) await replacing.accept(message);
    await replacing.flush();
    expect(replacing.durable).toBeUndefined();
    await replacing[end]();
    expect(Object.keys(await rowsById(schema, 's'))).toEqual([rows]);
    expect(replacing.durable).toEqual(end === 'close' ? stateOf(1) : undefined);
  }
});

test('what cannot be reached is a failure that every call rejects with', async () => {
  const unreachable = { code: 'CRATEDB_UNREACHABLE' };
  const target = openTarget({ url: 'postgresql://crate@127.0.0.1:1/s', retry_limit_seconds: 0 });
  await expect(target.accept(SCHEMA)).rejects.toMatchObject(unreachable);
  expect(target.failure.reason).toMatchObject(unreachable);
  await expect(target.close()).rejects.toMatchObject(unreachable);
});
