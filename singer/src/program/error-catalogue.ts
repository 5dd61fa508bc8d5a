/** What is said of an error beside its own message: why it comes about, and what to do. */
interface ErrorEntry {
  readonly cause: string;
  readonly remedy: string;
}

/** The errors of a program by their codes. */
export type ErrorCatalogue = { readonly [code: string]: ErrorEntry };

/** Errors that every program may end with. */
export const COMMON_ERRORS: ErrorCatalogue = {
  CONFIG_INVALID: {
    cause:
      'Settings are missing, unknown, of another type or out of range, or do not fit together. They come from the command line, the environment, the files of `--config` and a file `.env`, the former winning; what belongs to a connection (host, user, password, TLS, keys) comes from one of these as a whole. The error lists all of them; values are not shown, as they may be secrets.',
    remedy:
      'Correct each setting that is listed. `--about --format markdown` shows all of them with their types and defaults; a variable is the program’s and the setting’s name in upper case, such as `TARGET_CRATEDB_PG_PORT`.',
  },
  CONFIG_UNREADABLE: {
    cause:
      'A file that the command line names does not exist, may not be read, or does not hold one JSON object.',
    remedy:
      'Correct the path or the file. Of broken JSON the error names line and column; what stands there is not shown, as it may be a secret.',
  },
  DEAD_LETTER_FAILED: {
    cause: 'The file of `dead_letter_path` cannot be written, so that a bad record would be lost.',
    remedy:
      'Make room on the disk, or name a file that can be written; then start again from the last STATE.',
  },
  STDOUT_CLOSED: {
    cause:
      'The program behind the pipe has ended, or has closed its input. For a tap that is most often a target that has failed, and its error is the one to look at. This is no error of the program itself: it says so at the level `info` and ends with exit code 141, as other programs do.',
    remedy:
      'Nothing where that was wanted, as in `… | head -3`. Else see why the other program ended, and start the pipeline again from the last STATE that it printed. What was in the pipe comes again.',
  },
  STDOUT_FAILED: {
    cause: 'What stdout leads to cannot be written: a full disk, or a device that is gone.',
    remedy: 'Make room or repair it, then start again from the last STATE.',
  },
  UNEXPECTED: {
    cause: 'A defect of the program: something happened that nobody thought of.',
    remedy:
      'Report it, with the message and the stack that the level `debug` shows (`LOGLEVEL=debug`). A restart continues from the last STATE and may help meanwhile.',
  },
};

/** The text of an entry for a terminal; undefined for a code that the program does not know. */
export function explain(catalogue: ErrorCatalogue, code: string): string | undefined {
  const entry = catalogue[code.toUpperCase()];
  return entry && `${code.toUpperCase()}\n\nCause: ${entry.cause}\n\nWhat to do: ${entry.remedy}`;
}
