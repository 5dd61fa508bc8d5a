import { type JsonValue, type LineWriter, type ProgramContext, stringifyJson } from '@cdc-relay/singer';
import { openInput, readInput } from './input/read-input.ts';
import { MessageTarget } from './message-target.ts';
import { optionsOf } from './options/options-of.ts';
import type { TargetSettings } from './settings/settings.generated.ts';

/** Reads Singer messages from stdin until it ends and loads them into CrateDB. */
export async function runTarget(context: ProgramContext<TargetSettings>): Promise<void> {
  const { settings, commandLine, output, log, signal } = context;
  const options = optionsOf(settings);
  const { stateFile } = commandLine.options as { stateFile?: string };
  const target = new MessageTarget(options, {
    log,
    signal,
    stateFile,
    onState: (state) => print(output, state),
  });
  try {
    const input = openInput(commandLine.input);
    target.failure.addEventListener('abort', () => input.destroy(target.failure.reason));
    await readInput(input, options.batches.maxLineBytes, signal, (line) => target.acceptLine(line));
    await target.close();
    await output.end();
  } catch (error) {
    // What came before the error is complete: it is written and its STATE printed, then the error is reported.
    await target.abandon();
    throw error;
  }
}

/** Prints one whole state a line, for whoever runs the pipeline. */
async function print(output: LineWriter, state: JsonValue): Promise<void> {
  await output.write(stringifyJson(state));
  await output.flush();
}
