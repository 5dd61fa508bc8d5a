import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type JsonValue, parseMessage, type SingerMessage } from '@cdc-relay/singer';
import { refuseSecrets } from '../support/programs/secrets.ts';

const BIN = fileURLToPath(new URL('../../tap-dynamodb-cdc/bin/tap-dynamodb-cdc.js', import.meta.url));

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
  const folder = mkdtempSync(join(tmpdir(), 'tap-'));
  try {
    const child = spawn(process.execPath, [BIN, ...args, ...stateArguments(folder, options.state)], {
      cwd: folder,
      env: { PATH: process.env.PATH ?? '', ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr, [exitCode]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close') as Promise<[number | null]>,
    ]);
    refuseSecrets('tap-dynamodb-cdc', stdout, stderr);
    return { exitCode, stderr, ...messagesIn(stdout) };
  } finally {
    rmSync(folder, { recursive: true });
  }
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
