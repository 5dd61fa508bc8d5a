import { type JsonValue, type LineWriter, stringifyJson } from '@cdc-relay/singer';

/** A place where states are kept. */
export interface StateKeeper {
  /** Resolves when the state is kept. */
  keep(state: JsonValue): Promise<void>;
}

/** Keeps states by printing them, for whoever runs the pipeline: one whole state a line. */
export function printedStates(output: LineWriter): StateKeeper {
  return {
    keep: async (state) => {
      await output.write(stringifyJson(state));
      await output.flush();
    },
  };
}
