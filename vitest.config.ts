import { defineConfig } from 'vitest/config';

const unit = [
  'singer/src/**/*.test.ts',
  'tap-dynamodb-cdc/src/**/*.test.ts',
  'target-cratedb/src/**/*.test.ts',
  'relay/src/**/*.test.ts',
];

/** Tests that run Meltano and other Singer programs from the Python package index. */
const withPython = ['test/docs/**/*.test.ts', 'test/meltano/**/*.test.ts', 'test/mixing/**/*.test.ts'];

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: unit, sequence: { groupOrder: 0 } } },
      {
        test: {
          name: 'integration',
          include: ['test/**/*.test.ts'],
          exclude: ['**/dist/**', ...withPython],
          globalSetup: 'test/support/global-setup.ts',
          // Programs start slowly on a busy machine; no test is about time.
          testTimeout: 30_000,
          // Each file starts servers of its own: two at a time leave them enough of two cores.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'python',
          include: withPython,
          globalSetup: ['test/support/global-setup.ts', 'test/support/python/global-setup.ts'],
          testTimeout: 300_000,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
    reporters: ['default', './test/support/count-reporter.ts'],
  },
});
