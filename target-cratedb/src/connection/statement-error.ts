import pg from 'pg';
import { statementRefused } from './faults.ts';

/** An error of CrateDB that nothing else has dealt with as CRATEDB_REFUSED; any other error as it is. */
export function statementError(error: unknown): unknown {
  return error instanceof pg.DatabaseError ? statementRefused(error) : error;
}
