import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunOptions, shell } from '../../support/programs/run.ts';
import type { Run, Session } from '../case.ts';
import { readUsage, USAGE_FILE, usageEnvironment } from './usage.ts';

/** A shell pipeline under measurement. */
export interface Script {
  /** The Node programs in it whose usage is to be read; `counted` starts each. */
  readonly programs: readonly string[];
  /** What bash runs. */
  readonly text: string;
  /** Variables for the script: values that need no quoting there. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Part of a script: a command whose usage is noted under the program's name. */
export function counted(program: string, command: string): string {
  return `${USAGE_FILE}="$USAGE/${program}" ${command}`;
}

type Limit = 'get-records' | 'http-writer' | 'json-lines' | 'pg-writer' | 'unpack-export';

/** Part of a script: a compiled program of the folder `limits`, by its name. */
export function limitProgram(name: Limit): string {
  return `"${process.execPath}" "${fileURLToPath(new URL(`../limits/${name}.js`, import.meta.url))}"`;
}

/** Runs a script to its end and returns its wall time and what its programs used. Throws when it fails. */
export async function runScript(session: Session, { programs, text, variables }: Script): Promise<Run> {
  const usage = mkdtempSync(join(session.folder, 'usage-'));
  try {
    const began = performance.now();
    await shellOrThrow(session, text, { ...variables, ...usageEnvironment(), USAGE: usage });
    const seconds = (performance.now() - began) / 1000;
    const used = programs.map((program) => [program, readUsage(join(usage, program))] as const);
    return { seconds, usage: Object.fromEntries(used) };
  } finally {
    rmSync(usage, { recursive: true });
  }
}

/** Runs a script to its end and returns its standard output. Throws with its standard error when it fails. */
export async function shellOrThrow(
  { signal }: Session,
  text: string,
  env: NonNullable<RunOptions['env']>,
): Promise<string> {
  const { code, stdout, stderr } = await shell(text, { env, signal, detached: true });
  signal.throwIfAborted();
  if (code !== 0) throw new Error(`exit code ${code} of: ${text}\n${stderr}`);
  return stdout;
}
