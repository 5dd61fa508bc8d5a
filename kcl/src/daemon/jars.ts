import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { type Environment, messageOf, ProgramError } from '@cdc-relay/singer';

/** The files of this package that belong to the daemon. */
const OWN = new URL('../../daemon/', import.meta.url);

/** The path of a file of this package that the daemon, or Maven, reads. */
export function daemonFile(name: 'pom.xml' | 'logback.xml' | 'jars.sha256'): string {
  return fileURLToPath(new URL(name, OWN));
}

/** The folder of the jars: the one that is named, else one in the cache of the user, by the XDG rules. */
export function jarsFolder(named: string | undefined, environment: Environment): string {
  const cache = environment.XDG_CACHE_HOME || join(homedir(), '.cache');
  return named ?? join(cache, 'dynamodb-cdc-kcl', 'daemon-3.1.3');
}

/** Reads all jars. Throws DAEMON_MISSING for one that is not there, or is not the one that this version was made for. */
export async function checkJars(folder: string): Promise<void> {
  const lines = readFileSync(daemonFile('jars.sha256'), 'utf8').trimEnd().split('\n');
  for (const line of lines) {
    const [sum = '', name = ''] = line.split('  ');
    const path = join(folder, name);
    if ((await sumOf(path)) !== sum) throw missing(`${path} is not the file that this version was made for.`);
  }
}

async function sumOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    throw missing(`The Kinesis Client Library is not complete: ${messageOf(error)}.`);
  }
  return hash.digest('hex');
}

/** Says what of the daemon is not there. */
export function missing(headline: string): ProgramError {
  return new ProgramError('DAEMON_MISSING', headline);
}
