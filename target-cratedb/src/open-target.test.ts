import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SingerMessage } from '@cdc-relay/singer';
import { expect, test, vi } from 'vitest';
import { openTarget, type Settings } from './open-target.ts';

// No test here sends a SCHEMA: no connection is made.

const state = (n: number): SingerMessage => ({ type: 'STATE', value: { n } });

test('a state with no record before it is durable at once, and kept in the file before the caller gets it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'open-target-'));
  const stateFile = join(folder, 'state.json');
  const seen: unknown[] = [];
  const onState = (value: unknown): void => void seen.push([value, readFileSync(stateFile, 'utf8')]);
  try {
    const target = openTarget({ state_interval_seconds: 0 }, { stateFile, onState });
    const message = { type: 'STATE' as const, value: { n: 1 } };
    void target.accept(message);
    message.value.n = 2;
    await target.flush();
    expect(target.durable).toEqual({ n: 1 });
    void target.accept(state(3));
    await target.close();
    expect(target.durable).toEqual({ n: 3 });
    expect(seen).toEqual([
      [{ n: 1 }, '{"n":1}\n'],
      [{ n: 3 }, '{"n":3}\n'],
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each<[string, unknown, RegExp]>([
  ['null', null, /not a JSON object/],
  ['text', '{"type":"STATE","value":1}', /not a JSON object/],
  ['no type', { stream: 's' }, /unknown message type/],
  ['no schema', { type: 'RECORD', stream: 't', record: {} }, /RECORD before its SCHEMA/],
  ['a Date', { type: 'RECORD', stream: 't', record: { at: new Date(0) } }, /"record.at" is Date/],
  ['undefined', { type: 'RECORD', stream: 't', record: { a: undefined } }, /"record.a" is undefined/],
  ['NaN', { type: 'STATE', value: Number.NaN }, /"value" is NaN/],
  ['no value', { type: 'STATE' }, /"value" is missing/],
  ['a record that is none', { type: 'RECORD', stream: 't', record: [] }, /"record" is not an object/],
])('after %s nothing is accepted, and no state passes it', async (_, message, reason) => {
  const target = openTarget();
  void target.accept(state(1));
  const refused = { code: 'INPUT_INVALID', headline: expect.stringMatching(reason) };
  expect(() => target.accept(message as SingerMessage)).toThrow(expect.objectContaining(refused));
  expect(() => target.accept(state(2))).toThrow(expect.objectContaining(refused));
  expect(target.failure.reason).toMatchObject(refused);
  await expect(target.flush()).rejects.toMatchObject(refused);
  await expect(target.close()).rejects.toMatchObject(refused);
  expect(target.durable).toEqual({ n: 1 });
});

test('a closed target accepts nothing, and may be closed again', async () => {
  const target = openTarget();
  await target.close();
  const closed = expect.objectContaining({ code: 'TARGET_CLOSED' });
  expect(() => target.accept(state(1))).toThrow(closed);
  await expect(target.flush()).rejects.toEqual(closed);
  await target.close();
  await target.abandon();
  expect(target.failure.aborted).toBe(false);
});

test('a state that the caller could not keep is not durable; the end of a block throws why, once', async () => {
  const onState = (): Promise<void> => Promise.reject(new Error('no room'));
  const silent = openTarget({}, { onState });
  void silent.accept(state(1));
  await expect(silent[Symbol.asyncDispose]()).rejects.toThrow('no room');
  expect(silent.durable).toBeUndefined();
  const known = openTarget({}, { onState });
  void known.accept(state(1));
  await expect(known.flush()).rejects.toThrow('no room');
  await known[Symbol.asyncDispose]();
});

test('settings are checked as those of the program, and the environment is not read', async () => {
  const wrong = { batch_size_rows: 0, on_bad_record: 'dead_letter', nonsense: 1 } as Settings;
  expect(() => openTarget(wrong)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  vi.stubEnv('TARGET_CRATEDB_BATCH_SIZE_ROWS', '0');
  try {
    await openTarget().close();
  } finally {
    vi.unstubAllEnvs();
  }
});
