import {
  type Check,
  type ErrorCatalogue,
  type Finding,
  type ProgramContext,
  reportChecked,
  runChecks,
} from '@cdc-relay/singer';
import { openDatabase } from '../connection/open-database.ts';
import { statementError } from '../connection/statement-error.ts';
import { optionsOf, type TargetOptions } from '../options/options-of.ts';
import type { TargetSettings } from '../settings/settings.generated.ts';
import { lastState } from '../state/kept-state.ts';
import { lookAtDeadLetters, lookAtDeletions, lookAtState } from './look-at-files.ts';
import { lookAtRights } from './look-at-rights.ts';
import { lookAtClock, lookAtEncryption, lookAtServers } from './look-at-server.ts';
import { lookAtLeases, lookAtTables } from './look-at-tables.ts';
import type { CheckParts } from './parts.ts';

/** Whoever checks waits for the answer: a server that is unavailable is not waited for. */
const RETRY_LIMIT_MS = 1000;
const STATEMENT_TIMEOUT_MS = 10_000;

/** Looks whether a load would work, without writing anything: `target-cratedb --check`. Throws CHECK_FAILED. */
export async function runCheck(
  context: ProgramContext<TargetSettings>,
  errors: ErrorCatalogue,
): Promise<void> {
  const { settings, commandLine, log, signal, output } = context;
  const { stateFile } = commandLine.options as { stateFile?: string };
  const options = quick(optionsOf(settings));
  await using db = openDatabase(options, context);
  let read: ReturnType<CheckParts['state']> | undefined;
  const state: CheckParts['state'] = () => {
    read ??= lastState(db, options.destination, { file: stateFile, ...options.state });
    return read;
  };
  const parts = { options, stateFile, log, signal, db, state };
  await runChecks(checksOf(parts), { output, log, signal, errors });
}

/** The lines of the check, in their order. */
function checksOf(parts: CheckParts): Check[] {
  const needs = ['connection'];
  return [
    line('connection', () => lookAtServers(parts)),
    line('encryption', () => lookAtEncryption(parts)),
    line('clock', () => lookAtClock(parts), needs),
    line('state', () => lookAtState(parts), parts.options.state.table === undefined ? [] : needs),
    line('rights', () => lookAtRights(parts), needs),
    line('tables', () => lookAtTables(parts), [...needs, 'state']),
    line('writers', () => lookAtLeases(parts), [...needs, 'state']),
    line('deletions', () => lookAtDeletions(parts, reportChecked)),
    line('bad records', () => lookAtDeadLetters(parts)),
  ];
}

function line(topic: string, look: () => Promise<Finding[]>, needs: readonly string[] = []): Check {
  const withErrors = async (): Promise<Finding[]> => {
    try {
      return await look();
    } catch (error) {
      throw statementError(error);
    }
  };
  return { topic, needs, look: withErrors };
}

function quick(options: TargetOptions): TargetOptions {
  const { retryLimitMs, statementTimeoutMs } = options.database;
  return {
    ...options,
    database: {
      retryLimitMs: Math.min(retryLimitMs, RETRY_LIMIT_MS),
      statementTimeoutMs: Math.min(statementTimeoutMs, STATEMENT_TIMEOUT_MS),
    },
  };
}
