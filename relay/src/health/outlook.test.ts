import { expect, test } from 'vitest';
import type { Ended } from '../pair/running-program.ts';
import { Outlook } from './outlook.ts';

const READY_MS = 8000;
const QUIET = { points: [], causes: [] };
const TAP = 'tap-dynamodb-cdc';
const TARGET = 'target-cratedb';
const end = (name: Ended['name'], more: Partial<Ended>): Ended => ({
  name,
  code: 0,
  signal: null,
  fault: undefined,
  restart: 'helps',
  ...more,
});

function outlook(): Outlook {
  const made = new Outlook({ version: '1', route: {} }, READY_MS);
  for (const name of [TAP, TARGET] as const) {
    made.started(name);
    made.report(name, QUIET);
  }
  return made;
}

const codesAt = (made: Outlook, afterMs: number): string[] => {
  made.tick(performance.now() + afterMs);
  return made.board.ready.causes.map(({ code }) => code);
};

test('a program that has not reported is not ready', () => {
  expect(new Outlook({ version: '1', route: {} }, READY_MS).board.ready.ok).toBe(false);
  expect(codesAt(outlook(), 0)).toEqual([]);
});

test('a program that falls silent is not ready, and after a minute not alive', () => {
  const made = outlook();
  expect(codesAt(made, READY_MS + 100)).toEqual(['PROGRAM_SILENT', 'PROGRAM_SILENT']);
  expect(made.live(performance.now() + 30_000).ok).toBe(true);
  expect(made.live(performance.now() + 61_000).causes).toMatchObject([{}, {}]);
  made.ended(end(TAP, {}));
  made.ended(end(TARGET, {}));
  expect(made.live(performance.now() + 61_000).ok).toBe(true);
});

test('a failure is named at once, and counts until all has been well for a while', () => {
  const made = outlook();
  made.ended(end(TARGET, { code: 1, fault: 'STATE_FILE_UNUSABLE' }));
  made.ended(end(TAP, { code: 141 }));
  expect(codesAt(made, 0)).toContain('STATE_FILE_UNUSABLE');
  made.restarts(end(TARGET, { code: 1, fault: 'STATE_FILE_UNUSABLE' }), 2);
  expect(codesAt(made, 60_000)).toContain('STATE_FILE_UNUSABLE');
  expect(made.board.ready.causes).toContainEqual(
    expect.objectContaining({ text: expect.stringContaining('restart in 2 s') }),
  );
  for (const name of [TAP, TARGET] as const) {
    made.started(name);
    made.report(name, QUIET);
  }
  expect(codesAt(made, 1000)).toEqual(['STATE_FILE_UNUSABLE']);
  expect(codesAt(made, 5500)).toEqual(['STATE_FILE_UNUSABLE']);
  expect(codesAt(made, 6100)).toEqual([]);
});

test('a program that was killed is named; one that was asked to end is no failure', () => {
  const made = outlook();
  made.ended(end(TAP, { code: null, signal: 'SIGTERM' }));
  expect(codesAt(made, 0)).toEqual(['STARTING']);
  made.ended(end(TAP, { code: null, signal: 'SIGKILL' }));
  expect(codesAt(made, 0)).toContain('PROGRAM_ENDED');
});
