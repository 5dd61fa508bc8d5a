import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BIN, environment } from '../support/programs/run.ts';
import { refuseSecrets } from '../support/programs/secrets.ts';
import type { TcpProxy } from '../support/proxy/tcp-proxy.ts';
import type { Disturbance, StatePlace } from './scenario.ts';

/** One run of the pipeline `tap | target` as a shell has it. */
export interface RunRequest {
  readonly target: string;
  /** Where the run finds and leaves its files. */
  readonly folder: string;
  readonly statePlace: StatePlace;
  /** Of both programs; the tap's source is among them. */
  readonly settings: Readonly<Record<string, string>>;
  readonly disturbance: Disturbance;
  readonly after: number;
  /** On the way to the database. */
  readonly proxy: TcpProxy;
  /** Called while both programs are stopped, with the last state that was printed. */
  readonly frozen: (state: string) => Promise<void>;
}

/** How the run ended. */
export interface RunResult {
  readonly code: number | null;
  /** The state values that the target printed, in order; a killed target may have left half a line. */
  readonly states: readonly string[];
  readonly stderr: string;
  /** True when it did not end by itself. */
  readonly hangs: boolean;
}

/** Ends a run that hangs. */
const MAX_RUN_MS = 90_000;

interface Output {
  stdout: string;
  stderr: string;
}

/** How each place is named to the programs; `$KEPT` is what `--state` gets. */
const SCRIPTS: Readonly<Record<StatePlace, string>> = {
  stdout: `[ -s state.json ] && set -- --state state.json; "$TAP" "$@" | "$TARGET" "$URL"`,
  file: `"$TAP" --state <("$TARGET" "$URL" --print-state --state-file state.json) |
         "$TARGET" "$URL" --state-file state.json`,
  table: `"$TAP" --state <("$TARGET" "$URL" --print-state) | "$TARGET" "$URL"`,
};

/** Runs the pipeline once, disturbed as asked; the state stays where the request says. */
export async function runPhase(request: RunRequest): Promise<RunResult> {
  const shell = start(request);
  const output = collect(shell);
  const closed = once(shell, 'close') as Promise<[number | null]>;
  const kill = (): boolean => shell.exitCode === null && process.kill(-(shell.pid ?? 0), 'SIGKILL');
  let hangs = false;
  const limit = setTimeout(() => {
    hangs = kill();
  }, MAX_RUN_MS);
  const disturbed = disturb(shell, output, request).catch((error: unknown) => {
    kill();
    throw error;
  });
  const [[code]] = await Promise.all([closed.finally(() => clearTimeout(limit)), disturbed]);
  refuseSecrets('the pipeline', output.stdout, output.stderr);
  const states = output.stdout.split('\n').slice(0, -1);
  const last = states.at(-1);
  if (last !== undefined && request.statePlace === 'stdout')
    writeFileSync(join(request.folder, 'state.json'), last);
  return { code, states, stderr: output.stderr, hangs };
}

function start({ target, folder, statePlace, settings }: RunRequest): ChildProcess {
  const table = statePlace === 'table' ? { TARGET_CRATEDB_STATE_TABLE: '_states' } : {};
  const programs = { TAP: BIN.tap, TARGET: BIN.target, URL: target };
  return spawn('bash', ['-o', 'pipefail', '-c', SCRIPTS[statePlace], 'pipe'], {
    cwd: folder,
    env: environment({ TMPDIR: folder, ...programs, ...table, ...settings }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
}

function collect(shell: ChildProcess): Output {
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    shell[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  return output;
}

/** Half of the disturbances come right after the target has printed a state, when its promise is freshest. */
async function disturb(shell: ChildProcess, output: Output, request: RunRequest): Promise<void> {
  const { disturbance, after, proxy } = request;
  if (disturbance === 'none') return;
  const closed = once(shell, 'close').then(() => undefined);
  if (after < 50 && shell.stdout !== null) await Promise.race([once(shell.stdout, 'data'), closed]);
  await sleep(after);
  if (disturbance === 'cut database') return proxy.cut();
  if (disturbance === 'refuse database') return await proxy.refuse(after);
  const [tap, target] = childrenOf(shell);
  if (disturbance === 'freeze') return await freeze([tap, target], output, request);
  const [how, whom] = disturbance.split(' ');
  const signal = how === 'terminate' ? 'SIGTERM' : 'SIGKILL';
  if (whom !== 'target') send(tap, signal);
  if (whom !== 'tap') send(target, signal);
}

async function freeze(
  pids: readonly (number | undefined)[],
  output: Output,
  { frozen }: RunRequest,
): Promise<void> {
  for (const pid of pids) send(pid, 'SIGSTOP');
  const state = output.stdout.split('\n').slice(0, -1).at(-1);
  try {
    if (state !== undefined) await frozen(state);
  } finally {
    for (const pid of pids) send(pid, 'SIGCONT');
  }
}

/** The tap and the target of the pipe, as far as they run. */
function childrenOf({ pid }: ChildProcess): (number | undefined)[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    const commands = children.map((id) => ({ id, line: readFileSync(`/proc/${id}/cmdline`, 'utf8') }));
    return [BIN.tap, BIN.target].map((bin) => Number(commands.find(({ line }) => line.includes(bin))?.id));
  } catch {
    // One of them has ended meanwhile.
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
