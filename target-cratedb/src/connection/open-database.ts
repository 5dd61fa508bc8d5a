import type { Logger } from '@cdc-relay/singer';
import type { Destination } from '../destination/destination.ts';
import { exposure } from '../destination/exposure.ts';
import { Database, type DatabaseOptions } from './database.ts';

/** The database at a destination. No connection is made yet; `signal` ends the waiting for a server. */
export function openDatabase(
  { destination, database }: { readonly destination: Destination; readonly database: DatabaseOptions },
  { log, signal }: { readonly log: Logger; readonly signal: AbortSignal },
): Database {
  if (destination.password !== undefined) log.hide([destination.password]);
  const exposed = exposure(destination);
  if (exposed !== undefined) log.warning(exposed);
  return new Database(destination, database, log, signal);
}
