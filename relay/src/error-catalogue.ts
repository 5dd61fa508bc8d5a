import type { ErrorCatalogue, ErrorEntry } from '@cdc-relay/singer';

/** Errors of the relay itself; those of the two programs are theirs. */
export const ERRORS = {
  PIPELINE_FAILED: {
    cause:
      'One of the two programs ended with an error, and starting them again did not help: `max_restarts` restarts in a row loaded nothing more. After CONFIG_INVALID and CONFIG_UNREADABLE, or when it was asked to end, the relay does not restart them. The message names the program and the code of its error.',
    remedy:
      'Find the last error of that program in the log above, and run that program with `--explain CODE`. The state is kept: once the cause is fixed, the same command continues where it was. Nothing is lost as long as Kinesis keeps the records.',
  },
} satisfies ErrorCatalogue;

declare module '@cdc-relay/singer' {
  interface ErrorCodes extends Record<keyof typeof ERRORS, ErrorEntry> {}
}
