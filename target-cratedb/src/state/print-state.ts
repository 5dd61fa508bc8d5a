import { type ProgramContext, stringifyJson } from '@cdc-relay/singer';
import { openDatabase } from '../connection/open-database.ts';
import type { TargetSettings } from '../settings/settings.generated.ts';
import { keptState, keptStateOptions } from './kept-state.ts';

/** Prints the state that was kept last, `{}` before the first run: what a tap takes as its `--state`. */
export async function printKeptState(context: ProgramContext<TargetSettings>): Promise<void> {
  const { db, destination } = openDatabase(context);
  await using _closing = db;
  const state = await keptState(db, destination, keptStateOptions(context));
  await context.output.write(stringifyJson(state));
  await context.output.end();
}
