import pg from 'pg';
import { statementRefused } from './faults.ts';

/** Does something; an error of CrateDB that nothing else has dealt with becomes CRATEDB_REFUSED. */
export async function withStatementErrors(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw error instanceof pg.DatabaseError ? statementRefused(error) : error;
  }
}
