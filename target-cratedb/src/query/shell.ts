import { type ProgramContext, ProgramError } from '@cdc-relay/singer';
import pg from 'pg';
import type { Database } from '../connection/database.ts';
import { openDatabase } from '../connection/open-database.ts';
import type { Result } from '../connection/result.ts';
import { optionsOf } from '../options/options-of.ts';
import type { TargetSettings } from '../settings/settings.generated.ts';
import { formatResult, type ShellFormat } from './format.ts';
import { refreshRead } from './refresh-read.ts';
import { statementsIn } from './statements.ts';

/** Runs SQL statements one by one and prints their answers: `target-cratedb shell --command "SELECT …; SELECT …"`. */
export async function runShell(context: ProgramContext<TargetSettings>): Promise<void> {
  const { output } = context;
  const { command, format = 'table' } = context.commandLine.options as {
    command: string;
    format?: ShellFormat;
  };
  await using db = openDatabase(optionsOf(context.settings), context);
  try {
    for (const [index, statement] of statementsIn(command).entries()) {
      const lines = formatResult(await read(db, statement), format);
      // A blank line is no JSON.
      if (index > 0 && format !== 'json') await output.write('');
      for (const line of lines) await output.write(line);
    }
  } finally {
    await output.end();
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
