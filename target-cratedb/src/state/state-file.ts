import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { codeOf, type JsonValue, messageOf, ProgramError, parseJson, stringifyJson } from '@cdc-relay/singer';
import type { StateKeeper } from './state-keeper.ts';

/** Keeps the last state in a file, which at every moment holds one whole state. Throws STATE_FILE_UNUSABLE. */
export function stateFile(path: string): StateKeeper {
  const next = `${path}.next`;
  return {
    keep: async (state) => {
      try {
        write(next, `${stringifyJson(state)}\n`);
        renameSync(next, path);
      } catch (error) {
        rmSync(next, { force: true });
        throw unusable(path, error);
      }
    },
  };
}

/** The state of the file; undefined when there is none yet. Throws STATE_FILE_UNUSABLE. */
export function readStateFile(path: string): JsonValue | undefined {
  try {
    return parseJson(readFileSync(path, 'utf8'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw unusable(path, error);
  }
}

/** What was renamed must be whole after a power failure. */
function write(path: string, text: string): void {
  const file = openSync(path, 'w', 0o600);
  try {
    // Writes all of it, also where the system takes a part at a time.
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function unusable(path: string, cause: unknown): ProgramError {
  return new ProgramError(
    'STATE_FILE_UNUSABLE',
    `The state file ${path} cannot be used: ${messageOf(cause)}.`,
    {
      remedy: 'Make room on the disk, or name a file in a folder that can be written with --state-file.',
      cause,
    },
  );
}
