import { describe, expect, test } from 'vitest';
import { isTransient, nextDelay } from './retry.ts';

describe('isTransient', () => {
  test('a name that is not known may be that of one host of several', () => {
    const error = Object.assign(new Error('getaddrinfo ENOTFOUND crate'), { code: 'ENOTFOUND' });
    expect([0, 4, 5].map((tries) => isTransient(error, tries))).toEqual([true, true, false]);
  });

  test.each([
    Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' }),
    Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
    new Error('Connection terminated unexpectedly'),
    Object.assign(new Error('[parent] Data too large, data for [insert] would be larger than limit'), {
      code: 'XX000',
    }),
    new Error('Query read timeout'),
    new Error('timeout expired'),
    Object.assign(new Error('Job killed. statement_timeout (1s/exec)'), { code: 'XX000' }),
    Object.assign(new Error(`The relation "s.t" doesn't support or allow ALTER SET operations`), {
      code: 'XX000',
    }),
    Object.assign(new Error('Job killed'), { code: 'XX000' }),
    Object.assign(new Error('no such shard'), { code: 'XX000' }),
    Object.assign(new Error('[s.t] shard 2 is not available'), { code: 'XX000' }),
    Object.assign(new Error('blocked by: [SERVICE_UNAVAILABLE/1/state not recovered / initialized];'), {
      code: 'XX000',
    }),
  ])('%s may succeed later', (error) => {
    expect(isTransient(error, 100)).toBe(true);
  });

  test.each([
    Object.assign(new Error('Cannot cast value `abc` to type `bigint`'), { code: 'XX000' }),
    Object.assign(new Error('Cannot cast value `no master` to type `bigint`'), { code: 'XX000' }),
    Object.assign(new Error("line 1:7: no viable alternative at input 'RESET statement_timeout'"), {
      code: '42601',
    }),
    Object.assign(new Error("Relation 'x' unknown"), { code: '42P01' }),
    Object.assign(new Error("'Queue capacity reached' is too long for the text type of length: 3"), {
      code: 'XX000',
    }),
    Object.assign(new Error('password authentication failed'), { code: '28000' }),
    'a string',
  ])('%s will not', (error) => {
    expect(isTransient(error, 0)).toBe(false);
  });

  test.each([
    'NullPointerException in java.base/java.util.Objects.requireNonNull(Objects.java:220)',
    'Cannot invoke "org.elasticsearch.cluster.ClusterState.nodes()" because "clusterState" is null',
  ])('what CrateDB stumbles over is tried a few times only: %s', (message) => {
    const error = Object.assign(new Error(message), { code: 'XX000' });
    expect([0, 4, 5].map((tries) => isTransient(error, tries))).toEqual([true, true, false]);
  });
});

test('delays double up to the longest, spread by chance, until the time is over', () => {
  const policy = { firstMs: 100, maxMs: 1000, giveUpAfterMs: 5000 };
  expect([0, 1, 2, 3, 4].map((tries) => nextDelay(policy, tries, 0, 1))).toEqual([100, 200, 400, 800, 1000]);
  expect(nextDelay(policy, 0, 0, 0)).toBe(50);
  expect(nextDelay(policy, 50, 4999, 1)).toBe(1000);
  expect(nextDelay(policy, 1, 5000, 1)).toBeUndefined();
});
