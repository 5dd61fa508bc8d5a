import { type LineWriter, type Logger, ProgramError } from '@cdc-relay/singer';
import pg from 'pg';
import type { Database } from '../connection/database.ts';
import type { Result } from '../connection/result.ts';
import { formatResult, isForMachines, type ShellFormat } from './format.ts';
import { refreshRead } from './refresh-read.ts';

/** What statements of a user are run with. */
export interface Answering {
  readonly db: Database;
  readonly output: LineWriter;
  readonly log: Logger;
  readonly format: ShellFormat;
}

/** Runs statements one by one and prints their answers, with an empty line between tables. */
export class Answers {
  readonly #parts: Answering;
  #isFirst = true;

  constructor(parts: Answering) {
    this.#parts = parts;
  }

  /** Runs one statement. Throws CRATEDB_REFUSED and the faults of the connection. */
  async print(statement: string): Promise<void> {
    const { db, output, log, format } = this.#parts;
    const result = await read(db, statement);
    const hasRows = result.columns.length > 0;
    // What reads rows gets nothing else.
    if (!hasRows && isForMachines(format)) return log.info(result.done);
    if (!this.#isFirst && !isForMachines(format)) await output.write('');
    this.#isFirst = false;
    for (const line of hasRows ? formatResult(result, format) : [result.done]) await output.write(line);
    await output.flush();
  }
}

async function read(db: Database, statement: string): Promise<Result> {
  await refreshRead(db, statement);
  try {
    return await db.read(statement);
  } catch (error) {
    throw error instanceof pg.DatabaseError ? refused(error) : error;
  }
}

const UNKNOWN = /^(?:Schema|Relation) .* unknown/;

function refused(cause: pg.DatabaseError): ProgramError {
  const remedy = UNKNOWN.test(cause.message)
    ? 'Correct the name; `SHOW SCHEMAS` and `SHOW TABLES IN …` list what this user may see.'
    : 'Correct the statement.';
  return new ProgramError('CRATEDB_REFUSED', `CrateDB refuses the statement: ${cause.message}`, {
    remedy,
    cause,
  });
}
