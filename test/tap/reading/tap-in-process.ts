import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import {
  type JsonValue,
  LineWriter,
  Logger,
  loadSettings,
  parseCommandLine,
  parseMessage,
  type SingerMessage,
} from '@cdc-relay/singer';
import { expect } from 'vitest';
import { main } from '../../../tap-dynamodb-cdc/dist/main.js';
import { program } from '../../../tap-dynamodb-cdc/dist/program.js';
import type { TapSettings } from '../../../tap-dynamodb-cdc/dist/settings/settings.generated.js';

/** What a run of the tap gave. */
export interface InProcessRun {
  readonly messages: readonly SingerMessage[];
  /** What it ended with, undefined when it ended well. */
  readonly error: (Error & { readonly code?: string }) | undefined;
  /** What it logged, debug lines included. */
  readonly log: string;
  /** The value of its last STATE. */
  readonly state: JsonValue | undefined;
}

export interface InProcessOptions {
  readonly state?: JsonValue | undefined;
  readonly signal?: AbortSignal;
  /** More of the command line. */
  readonly args?: readonly string[];
  /** Sees each message as it is written; may end the run. */
  readonly onMessage?: (message: SingerMessage) => void;
}

/** Runs the compiled tap in this process, from its settings to its messages, with the real SDK. */
export async function runInProcess(
  settings: Partial<TapSettings>,
  options: InProcessOptions = {},
): Promise<InProcessRun> {
  const folder = mkdtempSync(join(tmpdir(), 'tap-'));
  const messages: SingerMessage[] = [];
  const stdout = lines((line) => {
    const message = parseMessage(line);
    messages.push(message);
    options.onMessage?.(message);
  });
  let log = '';
  const logger = new Logger(
    'tap',
    LOG,
    lines((line) => (log += `${line}\n`)),
  );
  const error = await main({
    program: program.spec,
    settings: settingsOf(settings),
    commandLine: parseCommandLine(program.spec, [
      ...(options.args ?? []),
      ...stateArguments(folder, options.state),
    ]),
    originOf: () => undefined,
    environment: {},
    log: logger,
    output: new LineWriter(stdout),
    signal: options.signal ?? new AbortController().signal,
  }).then(
    () => undefined,
    (fault: Error) => fault,
  );
  rmSync(folder, { recursive: true });
  const state = messages.findLast((message) => message.type === 'STATE')?.value;
  return { messages, error, log, state };
}

/** Expects that a run ended because records of this shard are lost, having emitted none. */
export function expectGap(run: InProcessRun, shardId = 'shardId-000000000000'): void {
  expect(run.error).toMatchObject({ code: 'RECORDS_EXPIRED' });
  expect(run.error?.message).toContain(shardId);
  expect(run.messages.filter(({ type }) => type === 'RECORD')).toEqual([]);
}

const LOG: ConstructorParameters<typeof Logger>[1] = {
  level: 'debug',
  live: false,
  format: ({ level, message }) => `${level} ${message}`,
};

/** The defaults, without the pauses that real streams need. */
function settingsOf(given: Partial<TapSettings>): TapSettings {
  return loadSettings('tap-dynamodb-cdc', program.spec.settingsSchema, {
    files: [],
    environment: {},
    overrides: { idle_sleep: 0.005, ...given },
  });
}

function stateArguments(folder: string, state: JsonValue | undefined): string[] {
  if (state === undefined) return [];
  const path = join(folder, 'state.json');
  writeFileSync(path, JSON.stringify(state));
  return ['--state', path];
}

/** A stream that takes each line. */
function lines(take: (line: string) => void): Writable {
  let rest = '';
  return new Writable({
    write(chunk, _encoding, done) {
      const parts = `${rest}${chunk}`.split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts) take(line);
      done();
    },
  });
}
