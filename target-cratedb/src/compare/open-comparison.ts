import type { Logger } from '@cdc-relay/singer';
import { openDatabase } from '../connection/open-database.ts';
import { optionsOf } from '../options/options-of.ts';
import type { TargetSettings } from '../settings/settings.generated.ts';
import { lastState } from '../state/kept-state.ts';
import type { OpenComparison } from './comparison.ts';
import { CrateComparison } from './table-comparison.ts';

/** Opens CrateDB for comparisons; nothing is written. No connection is made yet. Throws CONFIG_INVALID. */
export function openComparison(
  settings: TargetSettings,
  surroundings: {
    readonly log: Logger;
    readonly signal: AbortSignal;
    readonly stateFile: string | undefined;
  },
): OpenComparison {
  const options = optionsOf(settings);
  const { log, stateFile: file } = surroundings;
  const db = openDatabase(options, surroundings);
  return {
    table: () => new CrateComparison(db, log, options),
    state: () => lastState(db, options.destination, { file, ...options.state }),
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  };
}
