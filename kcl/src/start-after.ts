import { type JsonValue, type ProgramContext, readJsonFile } from '@cdc-relay/singer';
import { type SafeStart, startAfterState } from 'tap-dynamodb-cdc';
import type { KclSettings } from './settings/settings.generated.ts';
import { sourceSettings } from './worker-settings.ts';

/**
 * Prints what a source URL has to say so that a fleet goes on where the state of a relay ends. Throws CONFIG_INVALID,
 * CONFIG_UNREADABLE, STATE_INVALID, STATE_OF_OTHER_STREAM, STATE_VERSION_UNKNOWN.
 */
export async function printStartAfter(context: ProgramContext<KclSettings>): Promise<void> {
  const { settings, environment, commandLine, output } = context;
  const { stream } = await sourceSettings(settings, environment);
  const state = (await readJsonFile(commandLine.argument ?? '', 'start-after')) as JsonValue;
  await output.write(optionsOf(startAfterState(state, stream)));
  await output.end();
}

/** As part of a URL. */
function optionsOf(start: SafeStart): string {
  if (start.kind === 'earliest') return 'start=earliest';
  const seconds = new Date(Math.floor(start.time / 1000) * 1000);
  return `start=at-timestamp&start-timestamp=${seconds.toISOString()}`;
}
