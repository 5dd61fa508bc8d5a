import { defineConfig } from 'rolldown';

/** The function as one file: what AWS Lambda gets. */
export default defineConfig({
  input: 'dist/index.js',
  platform: 'node',
  // The driver's native variant is not used; the SDK is in Lambda's runtime.
  external: ['pg-native', /^@aws-sdk\//],
  output: { file: 'bundle/index.mjs', format: 'esm', minify: true, codeSplitting: false },
});
