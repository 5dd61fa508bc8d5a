import { observe, type ProgramContext, stringifyJson } from '@cdc-relay/singer';
import { openDatabase } from '../connection/open-database.ts';
import { optionsOf } from '../options/options-of.ts';
import type { TargetSettings } from '../settings/settings.generated.ts';
import { keptState } from '../state/kept-state.ts';

/** Prints the state that was kept last, `{}` before the first run: what a tap accepts as its `--state`. */
export async function printKeptState(context: ProgramContext<TargetSettings>): Promise<void> {
  const options = optionsOf(context.settings);
  await using db = openDatabase(options, context);
  // Only the relay, which waits for the state, wants to know why it does not come.
  await using observation = await observe(context, {}, undefined);
  observation.watch(() => ({ points: [], causes: db.health.causes(performance.now()) }));
  const { stateFile: file } = context.commandLine.options as { stateFile?: string };
  const state = await keptState(db, options.destination, { file, ...options.state });
  await context.output.write(stringifyJson(state));
  await context.output.end();
}
