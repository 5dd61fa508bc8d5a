import { realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { openRegular } from '@cdc-relay/singer';

/**
 * Opens a file that a BATCH names: a regular one under the folder, wherever links on the way lead. Throws what says why
 * not. Of what is elsewhere nothing is said, not even whether it is there.
 */
export function openBatchFile(path: string, folder: string): number {
  const root = realpathSync(folder);
  const wanted = resolve(path);
  const outside = new Error(`it is not under the folder ${folder} (batch_folder)`);
  if (!isUnder(wanted, resolve(folder)) && !isUnder(wanted, root)) throw outside;
  const real = realpathSync(wanted);
  if (!isUnder(real, root)) throw outside;
  return openRegular(real, { followsLink: false });
}

function isUnder(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
