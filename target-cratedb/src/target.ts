import { codeOf, type ProgramContext } from '@cdc-relay/singer';
import { BadRecords } from './bad-record/bad-records.ts';
import { DeadLetters } from './bad-record/dead-letters.ts';
import type { Database } from './connection/database.ts';
import { openDatabase } from './connection/open-database.ts';
import type { Destination } from './destination/destination.ts';
import { openInput, readInput } from './input/read-input.ts';
import { StreamCounts } from './report/counts.ts';
import { Reporter } from './report/reporter.ts';
import type { TargetSettings } from './settings/settings.generated.ts';
import { keptStateOptions, lastState, stateKeepers } from './state/kept-state.ts';
import { KnownStreams } from './state/known-streams.ts';
import { printedStates } from './state/state-keeper.ts';
import { StatePrinter } from './state/state-printer.ts';
import { MessageDispatcher } from './stream/message-dispatcher.ts';
import { deadLetterOptions, streamMaps, transformOptions } from './stream/options.ts';
import type { StreamOptions } from './stream/stream-context.ts';
import { StreamPipelines } from './stream/stream-pipelines.ts';
import type { TableOptionsByStream } from './table/options.ts';
import { Backlog } from './write/backlog.ts';

/** Reads Singer messages from stdin until it ends and brings them into CrateDB. */
export async function runTarget(context: ProgramContext<TargetSettings>): Promise<void> {
  const { settings } = context;
  const { db, destination } = openDatabase(context);
  await using _closing = db;
  const letters = deadLetterOptions(settings);
  const maps = streamMaps(settings);
  using deadLetters = letters === undefined ? undefined : new DeadLetters(letters, context.log);
  await load(context, { db, destination, maps, deadLetters });
}

/** What a load works with, made from the settings. */
interface Resources {
  readonly db: Database;
  readonly destination: Destination;
  readonly maps: ReturnType<typeof streamMaps>;
  readonly deadLetters: DeadLetters | undefined;
}

async function load(context: ProgramContext<TargetSettings>, resources: Resources): Promise<void> {
  const { settings, commandLine, output, log, signal } = context;
  const { db, destination, maps, deadLetters } = resources;
  const input = openInput(commandLine.input);
  const fail = (error: unknown): void => void input.destroy(error as Error);
  const counts = new StreamCounts();
  const backlog = new Backlog(settings.max_waiting_bytes);
  const badRecords = new BadRecords(deadLetters, counts);
  const keptState = keptStateOptions(context);
  const known = new KnownStreams(() => lastState(db, destination.schema, keptState));
  const states: StatePrinter = new StatePrinter({
    keepers: [
      { keep: async () => badRecords.sync() },
      { keep: () => known.load() },
      ...stateKeepers(db, destination, keptState),
      printedStates(output),
    ],
    intervalMs: settings.state_interval_seconds * 1000,
    oldestOpen: () => streams.oldestOpen,
    failed: fail,
  });
  const streams: StreamPipelines = new StreamPipelines(
    {
      db,
      log,
      backlog,
      options: streamOptions(settings),
      wasLoaded: (stream) => known.has(stream),
      rejectRow: (...row) => badRecords.rejectRow(...row),
      written: () => states.update(),
    },
    { destination, maps, transform: transformOptions(settings) },
    counts,
    fail,
  );
  const maxLineBytes = settings.max_line_bytes;
  const batches = { folder: settings.batch_folder, maxLineBytes };
  const loader = new MessageDispatcher({ streams, states, badRecords, backlog, batches, signal });
  using _reporter = new Reporter(log, counts, settings.metrics_interval_seconds * 1000, () => backlog.bytes);
  const finish = async (complete: boolean): Promise<void> => {
    try {
      await streams.finish(complete);
    } finally {
      await states.finish();
    }
  };
  try {
    await finish(await readInput(input, maxLineBytes, signal, (line) => loader.accept(line)));
    await streams.refresh();
    await output.end();
  } catch (error) {
    // What came before the error is complete: it is written and its STATE printed, then the error is reported.
    await finish(false).catch(() => undefined);
    if (codeOf(error) !== 'CRATEDB_UNREACHABLE') await streams.refresh();
    throw error;
  }
}

function streamOptions(settings: TargetSettings): StreamOptions {
  return {
    layout: settings.record_layout,
    overflowColumn: settings.overflow_column,
    maxMembers: settings.max_members,
    tables: (settings.table_options ?? {}) as TableOptionsByStream,
    appendOnly: settings.load_method === 'append-only',
    overwrites: settings.load_method === 'overwrite',
    hardDelete: settings.hard_delete,
    tombstoneRetentionMs: settings.tombstone_retention_hours * 3_600_000,
    activatesVersions: settings.activate_version,
    limits: { rows: settings.batch_size_rows, bytes: settings.batch_size_bytes },
    logKeys: settings.log_keys,
    waitMs: settings.batch_wait_limit_seconds * 1000,
  };
}
