/** What a source URL says of CrateDB Toolkit's checkpoints. */
export interface ToolkitOptions {
  /** It kept them in CrateDB, so it read from its start only where there was none. */
  readonly keepsCheckpoints: boolean;
  /** The name of their rows; undefined: that of the Kinesis stream. */
  readonly name: string | undefined;
}

/** Reads the options of CrateDB Toolkit that a run without its checkpoints accepts without effect. */
export function toolkitOptions(sourceUrl: string | undefined): ToolkitOptions {
  const options = URL.canParse(sourceUrl ?? '')
    ? new URL(sourceUrl ?? '').searchParams
    : new URLSearchParams();
  return {
    keepsCheckpoints: options.getAll('checkpointer').includes('cratedb'),
    name: options.getAll('checkpointer-name').at(-1),
  };
}
