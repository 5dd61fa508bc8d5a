import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { codeOf, messageOf, ProgramError } from '@cdc-relay/singer';

/** The shard of a dump that is one file. */
export const ONE_FILE = 'file';

/** A file of a dump, and the shard that it is read as. */
export interface DumpPath {
  readonly id: string;
  readonly path: string;
}

/**
 * The files of a dump, in the order of their names: the file itself, those whose names match a pattern (`*` in the last
 * part of the path), or all in a folder and the folders in it. Hidden files (`.name`) are left out. Throws
 * FILE_UNREADABLE, also where there is none.
 */
export function filesOf(path: string): DumpPath[] {
  const pattern = basename(path);
  if (pattern.includes('*')) {
    const matches = matcher(pattern);
    return inFolder(path, dirname(path), (name) => !name.includes('/') && matches.test(name));
  }
  return isFolder(path) ? inFolder(path, path, () => true) : [{ id: ONE_FILE, path }];
}

/** Of what does not exist, the reader says so. */
function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function inFolder(path: string, folder: string, isWanted: (name: string) => boolean): DumpPath[] {
  const files = list(folder).filter((name) => isWanted(name) && !/(?:^|\/)\./.test(name));
  if (files.length > 0) return files.map((id) => ({ id, path: join(folder, id) }));
  throw unreadable(path, 'there is no file');
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
      .sort();
  } catch (error) {
    throw unreadable(folder, codeOf(error) === 'ENOENT' ? 'it does not exist' : messageOf(error), error);
  }
}

function matcher(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

function unreadable(path: string, reason: string, cause?: unknown): ProgramError {
  return new ProgramError('FILE_UNREADABLE', `The dump ${path} cannot be read: ${reason}.`, {
    remedy:
      'Name a file, a folder of files, or files by a pattern such as /data/dump-*.ndjson.gz, by the absolute path.',
    cause,
  });
}
