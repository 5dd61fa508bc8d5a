import { statSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { messageOf, ProgramError } from '../errors/errors.ts';
import { readRegular } from '../files/regular-file.ts';
import type { Environment } from './environment.ts';

const MAX_BYTES = 1024 * 1024;

/**
 * The variables of a `.env` file in the working directory, of those alone that are `wanted`: a file that is read because
 * it is there must not change how Node, the AWS SDK or another program works. Throws CONFIG_UNREADABLE.
 */
export function readDotEnv(wanted: (name: string) => boolean, path = '.env'): Environment {
  const variables = parseEnv(textOf(path));
  return Object.fromEntries(
    Object.entries(variables).filter(([name, value]) => wanted(name) && value !== ''),
  );
}

function textOf(path: string): string {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    // A folder of this name is a virtual environment of Python.
    if (stats === undefined || stats.isDirectory()) return '';
    return readRegular(path, MAX_BYTES);
  } catch (error) {
    throw new ProgramError('CONFIG_UNREADABLE', `The file ${path} cannot be read: ${messageOf(error)}.`, {
      remedy: 'Make it a regular file with lines NAME=VALUE, or start the program in another folder.',
      cause: error,
    });
  }
}
