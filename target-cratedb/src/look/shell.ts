import type { ProgramContext } from '@cdc-relay/singer';
import { openDatabase } from '../crate/open-database.ts';
import type { TargetSettings } from '../settings.generated.ts';
import { formatResult, type ShellFormat } from './format.ts';

/** Runs one SQL statement and prints the answer: `target-cratedb shell --command "SELECT …"`. */
export async function runShell(context: ProgramContext<TargetSettings>): Promise<void> {
  const { command, format } = context.commandLine.options as { command: string; format?: ShellFormat };
  const { db } = openDatabase(context);
  await using _closing = db;
  await print(context, formatResult(await db.read(command), format ?? 'table'));
}

/** Writes lines to stdout, as fast as it takes them. */
export async function print(
  { output }: ProgramContext<TargetSettings>,
  lines: readonly string[],
): Promise<void> {
  for (const line of lines) await output.write(line);
  await output.end();
}
