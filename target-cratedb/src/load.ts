import { DeadLetterFile, type JsonValue, type Logger } from '@cdc-relay/singer';
import { BadRecords } from './bad-record/bad-records.ts';
import type { DeadLetterPlace } from './bad-record/dead-letter-place.ts';
import { DeadLetters } from './bad-record/dead-letters.ts';
import { Database } from './connection/database.ts';
import { openDatabase } from './connection/open-database.ts';
import { StateLeases, type StatePlaces } from './lease/state-leases.ts';
import { type TableLeaseParts, TableLeases } from './lease/table-leases.ts';
import type { TargetOptions } from './options/options-of.ts';
import { StreamCounts } from './report/counts.ts';
import type { Reported } from './report/report-of.ts';
import { Reporter } from './report/reporter.ts';
import { parseTableName } from './sql/quote.ts';
import { lastState, stateKeepers } from './state/kept-state.ts';
import { KnownStreams } from './state/known-streams.ts';
import { LoadProgress } from './state/load-progress.ts';
import { StatePrinter } from './state/state-printer.ts';
import { MessageDispatcher } from './stream/message-dispatcher.ts';
import { TableNames } from './stream/table-names.ts';
import { Backlog } from './write/backlog.ts';

/** What a load gets from whoever starts it. */
export interface Surroundings {
  readonly log: Logger;
  /** Ends the load early: waiting for CrateDB is given up, and no table is replaced. */
  readonly signal: AbortSignal;
  /** A regular file that holds the last state. */
  readonly stateFile: string | undefined;
  /** Where bad records go instead of the file. */
  readonly deadLetters?: DeadLetterPlace | undefined;
  /** Gets each state last, once it is kept elsewhere. */
  readonly onState: (state: JsonValue) => unknown;
}

/** The parts of one load. */
export interface Load {
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly db: Database;
  readonly leases: TableLeases;
  readonly stateLeases: StateLeases;
  readonly deadLetterFile: DeadLetterFile | undefined;
  readonly counts: StreamCounts;
  readonly badRecords: BadRecords;
  readonly progress: LoadProgress;
  readonly states: StatePrinter;
  readonly dispatcher: MessageDispatcher;
  readonly reporter: Reporter;
  readonly reported: Reported;
}

/** Makes the parts of a load. Throws DEAD_LETTER_FAILED, STATE_FILE_UNUSABLE. No connection is made yet. */
export function openLoad(options: TargetOptions, surroundings: Surroundings): Load {
  const { destination, streams } = options;
  const { log, signal, stateFile: file, onState } = surroundings;
  const db = openDatabase(options, { log, signal });
  const kept = { file, ...options.state };
  const keepers = stateKeepers(db, destination, kept);
  const path = surroundings.deadLetters === undefined ? options.deadLetters?.path : undefined;
  const deadLetterFile = path === undefined ? undefined : new DeadLetterFile(path, log);
  const place = surroundings.deadLetters ?? deadLetterFile;
  const deadLetters = options.deadLetters && place && new DeadLetters(options.deadLetters, place);
  const counts = new StreamCounts();
  const badRecords = new BadRecords(deadLetters, counts);
  const known = new KnownStreams(() => lastState(db, destination, kept));
  const last = { keep: async (state: JsonValue) => void (await onState(state)) };
  const progress = new LoadProgress();
  progress.withhold(streams.overwrites);
  const leaseParts = partsOfLeases(options, { db, log, signal }, progress);
  const leases = new TableLeases(leaseParts, options.lease);
  // No statement is sent without the leases of the tables.
  db.permitBy(leases.permit);
  const stateLeases = new StateLeases(leaseParts, options.lease, {
    file,
    table: stateRow(options),
  });
  const first = [
    { keep: () => badRecords.sync() },
    { keep: () => known.load() },
    { keep: () => stateLeases.permit() },
  ];
  const states = new StatePrinter(progress, [...first, ...keepers, last], options.stateIntervalMs);
  const backlog = new Backlog(options.maxWaitingBytes);
  const tables = new TableNames(destination, streams.tables);
  const wasLoaded = (stream: string): Promise<boolean> => known.has(stream);
  const shared = {
    db,
    leases,
    log,
    options: streams,
    backlog,
    progress,
    badRecords,
    counts,
    tables,
    wasLoaded,
  };
  const dispatcher = new MessageDispatcher(shared, options.batches, signal);
  const waiting = { bytes: () => backlog.bytes, seconds: () => progress.waitingSeconds };
  const reporter = new Reporter(log, counts, options.metricsIntervalMs, waiting);
  const reported = { db, counts, backlog, progress, states, readyMs: options.readyMs };
  return {
    log,
    signal,
    db,
    leases,
    stateLeases,
    deadLetterFile,
    counts,
    badRecords,
    progress,
    states,
    dispatcher,
    reporter,
    reported,
  };
}

function partsOfLeases(
  { destination, database, lease }: TargetOptions,
  parts: Pick<Load, 'db' | 'log' | 'signal'>,
  progress: LoadProgress,
): TableLeaseParts {
  // A renewal that takes long is repeated while there is time.
  const statementTimeoutMs = Math.min(database.statementTimeoutMs, lease.durationMs / 2);
  const openRenewals = (signal: AbortSignal): Database =>
    new Database(destination, { ...database, statementTimeoutMs }, parts.log, signal);
  return { ...parts, openRenewals, onLost: (error) => progress.fail(error) };
}

/** The row that keeps the state, if one does. */
function stateRow({ destination, state: { table, id } }: TargetOptions): StatePlaces['table'] {
  return table === undefined ? undefined : { name: parseTableName(table, destination.schema), id };
}
