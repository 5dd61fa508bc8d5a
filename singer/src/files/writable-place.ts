import { accessSync, constants, existsSync, lstatSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf } from '../errors/errors.ts';
import { checkRegularOrNone } from './regular-file.ts';

const { W_OK, X_OK } = constants;

/**
 * Why a regular file could not be written, without writing it or making it; undefined when nothing speaks against it.
 * `replaced`: a new file takes its place, so that the folder is what counts.
 */
export function unwritable(path: string, { replaced }: { readonly replaced: boolean }): string | undefined {
  try {
    checkRegularOrNone(path);
    const isThere = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
    if (isThere) accessSync(path, W_OK);
    if (!isThere || replaced) accessFolder(dirname(path));
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

function accessFolder(folder: string): void {
  if (!existsSync(folder)) throw new Error(`the folder ${folder} does not exist`);
  accessSync(folder, W_OK | X_OK);
}
