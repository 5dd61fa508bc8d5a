/** What is said about an error in addition to its own message: why it comes about, and what to do. */
export interface ErrorEntry {
  /**
   * Whether starting again helps: it may; it does once something outside has changed, such as a permission; or it never
   * does, as the same settings and the same data bring the same error.
   */
  readonly restart: 'helps' | 'later' | 'never';
  readonly cause: string;
  readonly remedy: string;
}

/** The errors of a program by their codes. */
export type ErrorCatalogue = { readonly [code: string]: ErrorEntry };

/** Errors that every program may end with. */
export const COMMON_ERRORS = {
  CHECK_FAILED: {
    restart: 'never',
    cause:
      '`--check` has found something that keeps a run from working, or could not look at everything. Nothing was written, and nothing was consumed.',
    remedy:
      'Do what the lines with `FAIL` say, then run the check again; a line with `skip` waits for another one.',
  },
  CONFIG_INVALID: {
    restart: 'never',
    cause:
      'Settings are missing, unknown, of another type or out of range, or do not fit together. They come from the command line, the environment, the files of `--config` and a file `.env`; the earlier of these wins. What belongs to a connection (host, user, password, TLS, keys) comes from one of these as a whole. The error lists all of them; values are not shown, as they may be secrets. A variable that has the prefix of the program and is no setting is an error too, as a misspelled one would have no effect; those that Kubernetes adds for a Service of such a name are ignored. The exit code is 2.',
    remedy:
      'Correct each setting that is listed. `--about --format markdown` shows all of them with their types and defaults; a variable is the program’s and the setting’s name in upper case, such as `TARGET_CRATEDB_PG_PORT`.',
  },
  CONFIG_UNREADABLE: {
    restart: 'never',
    cause:
      'A file that the command line names does not exist, may not be read, or does not hold one JSON object.',
    remedy:
      'Correct the path or the file. For broken JSON the error names line and column, but not the text there, as it may be a secret.',
  },
  DEAD_LETTER_FAILED: {
    restart: 'later',
    cause: 'The file of `dead_letter_path` cannot be written, so a bad record would be lost.',
    remedy: 'Free disk space, or name a file that can be written; then start again from the last STATE.',
  },
  HTTP_UNAVAILABLE: {
    restart: 'later',
    cause:
      'The server of the setting `http` (metrics, health, a page) cannot listen at its address: another program listens there, or the host is none of this machine.',
    remedy:
      'Set `http` to a free port, such as 127.0.0.1:9465, to port 0 for any free one, or to off. `ss -ltnp` shows which program has a port.',
  },
  STDOUT_CLOSED: {
    restart: 'helps',
    cause:
      'The program behind the pipe has ended, or has closed its input. For a tap that is most often a target that has failed, and its error is the one to look at. This is no error of the program itself: it says so at the level `info` and ends with exit code 141, as other programs do.',
    remedy:
      'Nothing if you wanted that, as in `… | head -3`. Otherwise find out why the other program ended, and start the pipeline again from the last STATE that it printed. What was in the pipe comes again.',
  },
  STDOUT_FAILED: {
    restart: 'helps',
    cause: 'The program cannot write to its stdout: the disk is full, or the device is gone.',
    remedy: 'Free disk space or repair the device, then start again from the last STATE.',
  },
  UNEXPECTED: {
    restart: 'helps',
    cause: 'A defect of the program: something happened that it does not expect.',
    remedy:
      'Report it, with the message and the stack that the level `debug` shows (`LOGLEVEL=debug`). Until it is fixed, a restart may help: it continues from the last STATE.',
  },
} satisfies ErrorCatalogue;

/** The text of an entry for a terminal; undefined for a code that the program does not know. */
export function explain(catalogue: ErrorCatalogue, code: string): string | undefined {
  const entry = catalogue[code.toUpperCase()];
  return entry && `${code.toUpperCase()}\n\nCause: ${entry.cause}\n\nWhat to do: ${entry.remedy}`;
}
