import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'singer/src/**/*.test.ts',
      'tap-dynamodb-cdc/src/**/*.test.ts',
      'target-cratedb/src/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/dist/**'],
  },
});
