import type { ProgramContext } from '@cdc-relay/singer';
import { type Destination, parseDestination } from '../destination/destination.ts';
import { exposure } from '../destination/exposure.ts';
import type { TargetSettings } from '../settings/settings.generated.ts';
import { Database } from './database.ts';

/** The database that the settings name, and where in it to write. No connection is made yet. */
export function openDatabase(context: Pick<ProgramContext<TargetSettings>, 'settings' | 'log' | 'signal'>): {
  readonly db: Database;
  readonly destination: Destination;
} {
  const { settings, log, signal } = context;
  const destination = parseDestination(settings);
  if (destination.password !== undefined) log.hide([destination.password]);
  const exposed = exposure(destination);
  if (exposed !== undefined) log.warning(exposed);
  const options = {
    statementTimeoutMs: Math.ceil(settings.statement_timeout_seconds * 1000),
    retryLimitMs: settings.retry_limit_seconds * 1000,
  };
  return { db: new Database(destination, options, log, signal), destination };
}
