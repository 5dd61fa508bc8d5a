import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../programs/project.ts';
import { run } from '../programs/run.ts';
import { INSTALLER, TOOL_SETS } from './tool-sets.ts';

const WANTED = JSON.stringify([INSTALLER, TOOL_SETS]);
const CACHE = join(PROJECT, '.cache', 'python');

/**
 * Installs the tools into virtual environments below .cache, unless they are there from an earlier run,
 * and returns the folder that has one environment per tool.
 * @throws Error when Python 3.10 or the package index cannot be used.
 */
export async function installTools(): Promise<string> {
  const folder = join(CACHE, createHash('sha256').update(WANTED).digest('hex').slice(0, 12));
  const mark = join(folder, 'complete');
  if (existsSync(mark)) return folder;
  rmSync(CACHE, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const bootstrapped = join(folder, 'uv');
  const uv = await bootstrap(bootstrapped);
  const settings = await settingsOfPip(bootstrapped);
  for (const [tool, packages] of Object.entries(TOOL_SETS)) {
    const environment = join(folder, tool);
    await must(uv, ['venv', '--quiet', '--no-project', environment]);
    await must(uv, ['pip', 'install', '--quiet', '--python', environment, ...packages], settings);
  }
  writeFileSync(mark, WANTED);
  return folder;
}

async function bootstrap(environment: string): Promise<string> {
  await must('python3', [
    '-c',
    'import sys; assert sys.version_info >= (3, 10), "Python is older than 3.10"',
  ]);
  await must('python3', ['-m', 'venv', environment]);
  const pip = ['install', '--quiet', '--disable-pip-version-check', '--retries', '1', '--timeout', '20'];
  await must(join(environment, 'bin', 'pip'), [...pip, INSTALLER]);
  return join(environment, 'bin', 'uv');
}

/** uv takes the authorities of the system, and the index of pip's configuration, only when its own options say so. */
async function settingsOfPip(environment: string): Promise<Record<string, string>> {
  const pip = join(environment, 'bin', 'pip');
  const { code, stdout } = await run(pip, ['config', 'get', 'global.index-url']);
  const index = process.env.PIP_INDEX_URL ?? (code === 0 ? stdout.trim() : '');
  return {
    UV_SYSTEM_CERTS: 'true',
    UV_NATIVE_TLS: 'true',
    ...(index === '' ? {} : { UV_DEFAULT_INDEX: index }),
  };
}

async function must(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { code, stderr } = await run(command, args, { env });
  if (code !== 0) throw new Error(stderr.trimEnd().split('\n').at(-1) ?? `${command} ended with ${code}`);
}
