import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { sourceUrl } from '../e2e/pipe.ts';
import { PROJECT } from '../support/programs/project.ts';
import { type Outcome, type RunOptions, run } from '../support/programs/run.ts';
import { tool } from '../support/python/tool.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A copy of the Meltano project in examples/, with this checkout's programs in it. */
export interface MeltanoProject extends Disposable {
  readonly path: string;
  /** Runs Meltano in it. */
  meltano(args: readonly string[], options?: RunOptions): Promise<Outcome>;
}

/** Makes one. Its environment is these variables, whatever the surrounding one says about Meltano. */
export function meltanoProject(): MeltanoProject {
  const folder = temporaryFolder();
  const path = join(folder.path, 'project');
  cpSync(join(PROJECT, 'examples/meltano'), path, { recursive: true, filter: (file) => !isLeftover(file) });
  symlinkSync(join(PROJECT, 'node_modules'), join(path, 'node_modules'));
  const meltano = async (args: readonly string[], options: RunOptions = {}): Promise<Outcome> =>
    await run(tool('meltano'), args, {
      ...options,
      cwd: path,
      env: { ...NO_MELTANO, NO_COLOR: '1', COLUMNS: '500', ...options.env },
    });
  return { path, meltano, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

/** The environment variables that point a project's plugins at servers. */
export function settingsOf(endpoint: string, stream: string, target: string): Record<string, string> {
  return {
    TAP_DYNAMODB_CDC_SOURCE_URL: sourceUrl(endpoint, stream),
    TARGET_CRATEDB_URL: target,
  };
}

/** What a developer's own use of the example leaves there. */
function isLeftover(file: string): boolean {
  return /\/(?:node_modules|\.meltano|\.env|output)$/.test(file);
}

const NO_MELTANO = Object.fromEntries(
  Object.keys(process.env)
    .filter((name) => name.startsWith('MELTANO_'))
    .map((name) => [name, '']),
);
