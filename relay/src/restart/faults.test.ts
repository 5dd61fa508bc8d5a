import { expect, test } from 'vitest';
import type { Ended } from '../pair/running-program.ts';
import { pipelineFailed } from './faults.ts';

const FIRST = { failures: 1, hasWorked: false };

function end(code: number | null, fault: string): Ended {
  return { name: 'target-cratedb', code, signal: null, fault, restart: 'never' } as Ended;
}

test('a setting that a program refuses is one of the relay: exit code 2, else 1', () => {
  expect(pipelineFailed(end(2, 'CONFIG_INVALID'), FIRST).exitCode).toBe(2);
  expect(pipelineFailed(end(1, 'CRATEDB_DENIED'), FIRST).exitCode).toBe(1);
  expect(pipelineFailed(end(null, 'CRATEDB_DENIED'), FIRST).exitCode).toBe(1);
});
