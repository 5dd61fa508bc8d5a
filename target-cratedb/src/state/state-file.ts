import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import {
  checkRegularOrNone,
  codeOf,
  type JsonValue,
  messageOf,
  ProgramError,
  parseJson,
  readRegular,
  stringifyJson,
} from '@cdc-relay/singer';
import type { StateKeeper } from './state-keeper.ts';

const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Keeps the last state in a regular file, which at every moment holds one whole state. A device, pipe or link is
 * refused before anything is loaded: a rename would replace it. Throws STATE_FILE_UNUSABLE.
 */
export function stateFile(path: string): StateKeeper {
  checkPlace(path);
  const next = `${path}.next`;
  return {
    keep: async (state) => {
      try {
        // Whatever a crash, or somebody else, has left there.
        rmSync(next, { force: true });
        write(next, `${stringifyJson(state)}\n`);
        checkRegularOrNone(path);
        renameSync(next, path);
      } catch (error) {
        rmSync(next, { force: true });
        throw stateFileUnusable(path, error);
      }
    },
  };
}

/** The state of the file; undefined when there is none yet. Throws STATE_FILE_UNUSABLE. */
export function readStateFile(path: string): JsonValue | undefined {
  try {
    return parseJson(readRegular(path, MAX_BYTES, false));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw stateFileUnusable(path, error);
  }
}

function checkPlace(path: string): void {
  try {
    checkRegularOrNone(path);
  } catch (error) {
    throw stateFileUnusable(path, error);
  }
}

/** What was renamed must be whole after a power failure. The file must be new: a link is not followed. */
function write(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    // Writes all of it, also where the system takes a part at a time.
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The error of a state file, or of what belongs to it, that cannot be read or written. */
export function stateFileUnusable(path: string, cause: unknown): ProgramError {
  return new ProgramError(
    'STATE_FILE_UNUSABLE',
    `The state file ${path} cannot be used: ${messageOf(cause)}.`,
    {
      remedy: 'Free disk space, or name a file in a folder that can be written with --state-file.',
      cause,
    },
  );
}
