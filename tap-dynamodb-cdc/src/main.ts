import { type JsonObject, type ProgramContext, readJsonFile } from '@cdc-relay/singer';
import { connect } from './kinesis/connect.ts';
import type { TapSettings } from './settings.generated.ts';
import { resolveSource } from './source-url/resolve.ts';
import { runTap } from './tap.ts';

/** Runs the tap against the Kinesis stream that the settings name. */
export async function main(context: ProgramContext<TapSettings>): Promise<void> {
  const { commandLine, log, output, signal } = context;
  const settings = resolveSource(context.settings);
  if (settings.aws_secret_access_key !== undefined) log.hide([settings.aws_secret_access_key]);
  const state = commandLine.state === undefined ? {} : readJsonFile(commandLine.state, 'state');
  using kinesis = connect(settings);
  await runTap({ kinesis, output, log, signal }, settings, state as JsonObject);
}
