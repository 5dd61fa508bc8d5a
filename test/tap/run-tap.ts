import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JsonValue, parseMessage, type SingerMessage } from '@cdc-relay/singer';
import { program } from '../../tap-dynamodb-cdc/dist/program.js';
import { runInThisProcess } from '../support/programs/in-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** What a run of the tap left behind. */
export interface TapRun {
  readonly exitCode: number | null;
  readonly messages: readonly SingerMessage[];
  readonly stderr: string;
  /** The value of the last STATE. */
  readonly state: JsonValue | undefined;
}

/** Runs the built tap to its end, in an environment of its own. `state` goes through a file, as for a user. */
export async function runTap(
  args: readonly string[],
  options: { readonly state?: JsonValue | undefined; readonly environment?: Record<string, string> } = {},
): Promise<TapRun> {
  using folder = temporaryFolder();
  const all = [...args, ...stateArguments(folder.path, options.state)];
  const env = { PATH: process.env.PATH ?? '', ...options.environment };
  const { code, stdout, stderr } = await runInThisProcess(program, all, { env });
  return { exitCode: code, stderr, ...messagesIn(stdout) };
}

function stateArguments(folder: string, state: JsonValue | undefined): string[] {
  if (state === undefined) return [];
  const path = join(folder, 'state.json');
  writeFileSync(path, JSON.stringify(state));
  return ['--state', path];
}

function messagesIn(stdout: string): { messages: SingerMessage[]; state: JsonValue | undefined } {
  const messages = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map(parseMessage);
  return { messages, state: messages.findLast((message) => message.type === 'STATE')?.value };
}
