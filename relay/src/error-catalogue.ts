import type { ErrorCatalogue } from '@cdc-relay/singer';

/** Errors of the relay itself; those of the two programs are theirs. */
export const ERRORS: ErrorCatalogue = {
  PIPELINE_FAILED: {
    cause:
      'One of the two programs ended with an error, and starting them again did not help: `max_restarts` times in a row no more was loaded than before. After CONFIG_INVALID and CONFIG_UNREADABLE, or when it was asked to end, the relay does not try again. The message names the program and the code of its error.',
    remedy:
      'Look at the last error of that program in the log above it, and at what `--explain CODE` of that program says. The state is kept: once the cause is mended, the same command continues where it was, and nothing is lost as long as Kinesis keeps the records.',
  },
};
