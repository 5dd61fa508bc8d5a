import { type ProgramContext, ProgramError } from '@cdc-relay/singer';
import { openDatabase } from '../connection/open-database.ts';
import { optionsOf } from '../options/options-of.ts';
import type { TargetSettings } from '../settings/settings.generated.ts';
import { refreshTable } from '../sql/dml.ts';
import { parseTableName, quoteTable } from '../sql/quote.ts';
import { readTable, showCreate } from '../table/catalog.ts';

/** Prints the definition of a table and how many rows it has, as SQL: `target-cratedb show-table SCHEMA.TABLE`. */
export async function showTable(context: ProgramContext<TargetSettings>): Promise<void> {
  const options = optionsOf(context.settings);
  await using db = openDatabase(options, context);
  const name = parseTableName(context.commandLine.argument ?? '', options.destination.schema);
  if ((await readTable(db, name)) === undefined)
    throw new ProgramError('TABLE_UNKNOWN', `There is no table ${quoteTable(name)}.`);
  await db.query(refreshTable(name));
  const { rows } = await db.query<{ rows: string }>(`SELECT count(*) AS rows FROM ${quoteTable(name)}`);
  for (const line of [`${await showCreate(db, name)};`, `-- ${rows[0]?.rows} rows`])
    await context.output.write(line);
  await context.output.end();
}
