import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type LineWriter, type Logger, ProgramError, runChecks } from '@cdc-relay/singer';
import type { Command, Commands } from '../pair/commands.ts';
import { fetchState } from '../pair/kept-state.ts';
import { type Listener, start } from '../pair/running-program.ts';
import { judgeMemory } from './fit.ts';

/** What the check works with. */
export interface CheckPorts {
  readonly log: Logger;
  readonly output: LineWriter;
  readonly signal: AbortSignal;
  /** A folder of its own for the state on its way to the tap. */
  readonly folder: string;
}

/**
 * Lets both programs check their ends, the target first, as it keeps the state that the tap would continue from; then
 * looks whether the two fit. Throws CHECK_FAILED.
 */
export async function checkPair({ tap, target }: Commands, ports: CheckPorts): Promise<void> {
  const { log, output, signal, folder } = ports;
  const hours = new Map<string, number>();
  const listener: Listener = {
    line: (text) => log.line(text),
    metric: () => undefined,
    checked: (numbers) => {
      for (const [name, value] of Object.entries(numbers)) hours.set(name, value);
    },
  };
  const isTargetFine = await check(target, [], listener, ports);
  const statePath = join(folder, 'state.json');
  const hasState = isTargetFine && (await fetchState(target, statePath, { signal, listener })).code === 0;
  const isTapFine = await check(tap, hasState ? ['--state', statePath] : [], listener, ports);
  await output.write('both');
  const fit = { topic: 'deletions', look: async () => judgeMemory(hours) };
  await runChecks([fit], { output, log, signal, errors: {} });
  const bad = [...(isTargetFine ? [] : [target.name]), ...(isTapFine ? [] : [tap.name])];
  if (bad.length > 0) throw new ProgramError('CHECK_FAILED', `Not in order: ${bad.join(', ')}.`);
}

/** Runs a program's own check, and prints its lines below its name. */
async function check(
  command: Command,
  args: readonly string[],
  listener: Listener,
  { output, signal }: CheckPorts,
): Promise<boolean> {
  await output.write(command.name);
  const { child, ended } = start(command, ['--check', ...args], ['ignore', 'pipe', 'pipe', 'ipc'], listener);
  const stop = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    const lines = child.stdout === null ? [] : createInterface({ input: child.stdout });
    for await (const line of lines) await output.write(line);
    await output.flush();
    return (await ended).code === 0;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
