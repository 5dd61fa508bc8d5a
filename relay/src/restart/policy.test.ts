import { PIPE_CLOSED } from '@cdc-relay/singer';
import { describe, expect, test } from 'vitest';
import type { Ended } from '../pair/running-program.ts';
import { endedAsAsked, failureOf, restartAfter } from './policy.ts';

const tap = (code: number | null, fault?: string): Ended => ({
  name: 'tap-dynamodb-cdc',
  code,
  signal: null,
  fault,
  restart: 'helps',
});
const target = (code: number | null, fault?: string): Ended => ({
  ...tap(code, fault),
  name: 'target-cratedb',
});

describe('restartAfter', () => {
  const limits = { most: 8, waitSeconds: 1, follows: true };
  const after = (restart: Ended['restart'], failures: number, hasWorked = false): number | undefined =>
    restartAfter({ restart, fault: undefined }, { failures, hasWorked }, limits);

  test('the pauses double up to a minute, and then there is no more', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((failures) => after('helps', failures));
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, undefined]);
  });

  test('a limit of 0 is none', () => {
    const none = { most: 0, waitSeconds: 1, follows: true };
    expect(
      restartAfter({ restart: 'helps', fault: undefined }, { failures: 1, hasWorked: true }, none),
    ).toBeUndefined();
  });

  test('nothing that a restart cannot fix is restarted', () => {
    expect(after('never', 1)).toBeUndefined();
    expect(after('never', 1, true)).toBeUndefined();
    expect(after('helps', 1)).toBe(1);
  });

  test('what somebody has to change is waited for where it has worked before', () => {
    expect(after('later', 1)).toBeUndefined();
    expect(after('later', 1, true)).toBe(1);
    expect(after('later', 9, true)).toBeUndefined();
  });

  test.each(['TABLE_IN_USE', 'STATE_IN_USE'])(
    'the process behind %s is waited for until it ends, where the relay follows',
    (fault) => {
      const inUse = { restart: 'helps', fault } as const;
      const past = { failures: 100, hasWorked: false };
      expect(restartAfter(inUse, past, limits)).toBe(60);
      expect(restartAfter(inUse, past, { ...limits, follows: false })).toBeUndefined();
      expect(restartAfter(inUse, past, { ...limits, most: 0 })).toBeUndefined();
    },
  );
});

test('the target says why the pair ended, where it failed', () => {
  expect(failureOf([tap(0), target(0)])).toBeUndefined();
  expect(failureOf([tap(PIPE_CLOSED), target(null)])).toMatchObject({ name: 'target-cratedb' });
  expect(failureOf([tap(1, 'ACCESS_DENIED'), target(0)])).toMatchObject({ fault: 'ACCESS_DENIED' });
});

test('a pair that was asked to end may do so in any order', () => {
  expect(endedAsAsked([tap(0), target(0)])).toBe(true);
  expect(endedAsAsked([tap(PIPE_CLOSED), target(0)])).toBe(true);
  expect(endedAsAsked([{ ...tap(null), signal: 'SIGTERM' }, target(0)])).toBe(true);
  expect(endedAsAsked([{ ...tap(null), signal: 'SIGKILL' }, target(0)])).toBe(false);
  expect(endedAsAsked([tap(PIPE_CLOSED), target(1)])).toBe(false);
  expect(endedAsAsked([tap(1, 'ACCESS_DENIED'), target(0)])).toBe(false);
});
