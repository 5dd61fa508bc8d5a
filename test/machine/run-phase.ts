import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { BIN } from '../support/programs/run.ts';
import type { Disturbance } from './scenario.ts';

/** One run of the pipeline `tap | target` as a shell has it. */
export interface RunRequest {
  readonly source: string;
  readonly target: string;
  readonly statePath: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly disturbance: Disturbance;
  readonly after: number;
}

/** How the run ended. */
export interface RunResult {
  readonly code: number | null;
  /** The state values that the target printed, in order; a killed target may have left half a line. */
  readonly states: readonly string[];
  readonly stderr: string;
}

/** Runs the pipeline once, disturbed as asked, and keeps the last whole state that the target printed. */
export async function runPhase(request: RunRequest): Promise<RunResult> {
  const shell = start(request);
  const output = collect(shell);
  const disturbed = disturb(shell, request);
  const [code] = (await once(shell, 'close')) as [number | null];
  await disturbed;
  const states = output.stdout.split('\n').slice(0, -1);
  const last = states.at(-1);
  if (last !== undefined) writeFileSync(request.statePath, last);
  return { code, states, stderr: output.stderr };
}

function start({ source, target, statePath, settings }: RunRequest): ChildProcess {
  const script = `[ -s "$STATE" ] && set -- --state "$STATE"; "${BIN.tap}" "$SOURCE" "$@" | "${BIN.target}" "$TARGET"`;
  return spawn('bash', ['-o', 'pipefail', '-c', script, 'pipe'], {
    env: { PATH: process.env.PATH, SOURCE: source, TARGET: target, STATE: statePath, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function collect(shell: ChildProcess): { stdout: string; stderr: string } {
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    shell[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  return output;
}

/** Half of the disturbances come right after the target has printed a state, when its promise is freshest. */
async function disturb(shell: ChildProcess, { disturbance, after }: RunRequest): Promise<void> {
  if (disturbance === 'none') return;
  const closed = once(shell, 'close').then(() => undefined);
  if (after < 50 && shell.stdout !== null) await Promise.race([once(shell.stdout, 'data'), closed]);
  await sleep(after);
  const [tap, target] = childrenOf(shell);
  const signal = disturbance === 'terminate both' ? 'SIGTERM' : 'SIGKILL';
  if (disturbance !== 'kill target') send(tap, signal);
  if (disturbance !== 'kill tap') send(target, signal);
}

/** The programs of the pipe, in its order. */
function childrenOf({ pid }: ChildProcess): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
  } catch {
    return [];
  }
}

function send(pid: number | undefined, signal: NodeJS.Signals): void {
  if (!pid) return;
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}
