import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { WaitingFirst } from './test/support/waiting-first.ts';

/** Tests that need no program of ours and no CrateDB: they share threads, and with them what they import. */
const unit = [
  '{singer,tap-dynamodb-cdc,target-cratedb,relay,lambda,kcl}/src/**/*.test.ts',
  'test/{bench,hostile-kinesis,support/dynamodb,support/kinesis/generated}/**/*.test.ts',
];

/** Tests that run Meltano, other Singer programs and emulators from the Python package index. */
const withPython = ['test/{docs,emulators,meltano,mixing}/**/*.test.ts'];

/** Half of the time tests wait, for a server or a limit of time: more workers than cores keep the cores busy. */
const together = { maxWorkers: Math.min(availableParallelism() + 2, 6), sequence: { groupOrder: 1 } };

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: unit, pool: 'threads', isolate: false, sequence: { groupOrder: 0 } } },
      {
        test: {
          name: 'integration',
          include: ['test/**/*.test.ts'],
          exclude: ['**/dist/**', ...unit, ...withPython],
          globalSetup: 'test/support/global-setup.ts',
          server: { deps: { external: [/\/dist\//] } },
          // Programs start slowly on a busy machine; no test is about time.
          testTimeout: 60_000,
          ...together,
        },
      },
      {
        test: {
          name: 'python',
          include: withPython,
          globalSetup: ['test/support/global-setup.ts', 'test/support/python/global-setup.ts'],
          testTimeout: 300_000,
          ...together,
        },
      },
    ],
    sequence: { sequencer: WaitingFirst },
    reporters: ['default', './test/support/summary-reporter.ts'],
  },
});
