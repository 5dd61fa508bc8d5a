import type { ErrorCatalogue, ErrorEntry } from '@cdc-relay/singer';

/** Errors of the relay itself; those of the two programs are theirs. */
export const ERRORS = {
  PIPELINE_FAILED: {
    restart: 'never',
    cause:
      'One of the two programs ended with an error, and starting them again did not help: `max_restarts` restarts in a row loaded nothing more. Errors that a restart cannot fix end the relay at once, such as a configuration that is not valid or a record that no table can hold; so do those that somebody has to fix elsewhere (a missing permission, a Kinesis stream that does not exist), unless something has got through since the relay was started. The message names the program and the code of its error.',
    remedy:
      'Find the last error of that program in the log above, and run that program with `--explain CODE`. The state is kept: once the cause is fixed, the same command continues where it was. Nothing is lost as long as Kinesis keeps the records.',
  },
  VERIFY_PROGRESS_UNUSABLE: {
    restart: 'never',
    cause:
      'The file of `verify --progress` cannot be read or written, or it holds the progress of another comparison: other URLs, or another `--export`, `--sample`, `--values` or `--hash-keys`.',
    remedy: 'Remove the file to begin from scratch, or name another one, in a folder that can be written.',
  },
} satisfies ErrorCatalogue;

declare module '@cdc-relay/singer' {
  interface ErrorCodes extends Record<keyof typeof ERRORS, ErrorEntry> {}
}
