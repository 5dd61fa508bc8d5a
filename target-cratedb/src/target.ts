import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import {
  codeOf,
  type Logger,
  logMetric,
  messageOf,
  type ProgramContext,
  ProgramError,
} from '@cdc-relay/singer';
import split2 from 'split2';
import { Database } from './crate/database.ts';
import { parseDestination } from './destination/destination.ts';
import type { Counts } from './load/counts.ts';
import { Loader } from './load/loader.ts';
import type { TargetSettings } from './settings.generated.ts';

/** Reads Singer messages from stdin until it ends and brings them into CrateDB. */
export async function runTarget(context: ProgramContext<TargetSettings>): Promise<void> {
  const { settings, commandLine, environment, output, log, signal } = context;
  const destination = parseDestination(settings, environment);
  if (destination.password !== undefined) log.hide([destination.password]);
  await using db = new Database(destination, log, signal);
  const lines = linesOf(openInput(commandLine.input));
  const options = {
    appendOnly: settings.load_method === 'append-only',
    hardDelete: settings.hard_delete,
    limits: { rows: settings.batch_size_rows, bytes: settings.batch_size_bytes },
    waitMs: settings.batch_wait_limit_seconds * 1000,
  };
  const loader = new Loader(db, destination, options, output, log, (error) => lines.destroy(error as Error));
  try {
    await acceptAll(lines, loader, signal);
    await loader.finish();
  } catch (error) {
    // What came before the fault is complete: it is written and its STATE printed, then the fault is told.
    await loader.finish().catch(() => undefined);
    throw error;
  } finally {
    report(loader.counts, log);
  }
}

async function acceptAll(lines: Readable, loader: Loader, signal: AbortSignal): Promise<void> {
  const stop = (): void => void lines.destroy();
  signal.addEventListener('abort', stop);
  let number = 0;
  try {
    for await (const line of lines as AsyncIterable<string>) {
      if (signal.aborted) return;
      number += 1;
      if (line.trim() !== '') await loader.accept(line, number);
    }
  } catch (error) {
    if (!signal.aborted || codeOf(error) !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function openInput(path: string | undefined): Readable {
  return path === undefined ? process.stdin : createReadStream(path);
}

function linesOf(input: Readable): Readable {
  const lines = input.pipe(split2());
  input.on('error', (error) => lines.destroy(inputFault(error)));
  lines.on('close', () => input.destroy());
  return lines;
}

function inputFault(error: Error): ProgramError {
  return new ProgramError('INPUT_UNREADABLE', `The input cannot be read: ${messageOf(error)}.`, {
    remedy: 'Name an existing file with --input, or pipe a tap into the target.',
    cause: error,
  });
}

function report(counts: Counts, log: Logger): void {
  const { received, upserted, deleted, superseded, stale } = counts;
  log.info('done', { received, upserted, deleted, superseded, stale });
  logMetric(log, { type: 'counter', metric: 'record_count', value: received, tags: {} });
}
