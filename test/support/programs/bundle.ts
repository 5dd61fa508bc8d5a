import { join } from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';
import { PROJECT } from './project.ts';
import { run } from './run.ts';

/** The Lambda function as one file, in a folder of its own that goes with it. */
export interface Bundle extends Disposable {
  readonly path: string;
}

/** Bundles the function as it is deployed. Throws what the bundler says. */
export async function bundleFunction(): Promise<Bundle> {
  const folder = temporaryFolder();
  const path = join(folder.path, 'index.mjs');
  const args = ['run', '--silent', 'bundle', '--workspace', 'dynamodb-cdc-lambda', '--', '--file', path];
  const { code, stderr } = await run('npm', args, { cwd: PROJECT });
  if (code === 0) return { path, [Symbol.dispose]: () => folder[Symbol.dispose]() };
  folder[Symbol.dispose]();
  throw new Error(stderr);
}
