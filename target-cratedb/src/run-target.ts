import {
  type JsonValue,
  type LineWriter,
  observe,
  type ProgramContext,
  stringifyJson,
} from '@cdc-relay/singer';
import { Probe } from './connection/probe.ts';
import { openInput, readInput } from './input/read-input.ts';
import { MessageTarget } from './message-target.ts';
import { optionsOf, type TargetOptions } from './options/options-of.ts';
import type { TargetSettings } from './settings/settings.generated.ts';

/** Reads Singer messages from stdin until it ends and loads them into CrateDB. */
export async function runTarget(context: ProgramContext<TargetSettings>): Promise<void> {
  const { settings, commandLine, output, log, signal } = context;
  const options = optionsOf(settings);
  await using observation = await observe(context, { to: whereTo(options) }, settings.http);
  await using probe = observation.isWanted ? new Probe(options.destination, log) : undefined;
  const { stateFile } = commandLine.options as { stateFile?: string };
  const target = new MessageTarget(options, {
    log,
    signal,
    stateFile,
    onState: (state) => print(output, state),
  });
  observation.watch(() => {
    const { points, causes } = target.report();
    return { points, causes: [...(probe?.causes(performance.now()) ?? []), ...causes] };
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

/** Where rows go, without user and password. */
function whereTo({ destination: { hosts, schema } }: TargetOptions): string {
  return `CrateDB at ${hosts.map(({ host, port }) => `${host}:${port}`).join(', ')}, schema ${schema}`;
}

/** Prints one whole state a line, for whoever runs the pipeline. */
async function print(output: LineWriter, state: JsonValue): Promise<void> {
  await output.write(stringifyJson(state));
  await output.flush();
}
