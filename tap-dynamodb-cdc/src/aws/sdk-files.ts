import { type Stats, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { invalidSettings } from '@cdc-relay/singer';

/** The variables that name files which AWS's SDK reads as a whole, and where it looks without them. */
const FILES: Readonly<Record<string, string | undefined>> = {
  AWS_CONFIG_FILE: '.aws/config',
  AWS_SHARED_CREDENTIALS_FILE: '.aws/credentials',
  AWS_WEB_IDENTITY_TOKEN_FILE: undefined,
  AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: undefined,
};

const MAX_BYTES = 4 * 1024 * 1024;

/**
 * AWS's SDK would read a device until memory runs out. Throws CONFIG_INVALID; what is not there, or may not be read, is
 * the SDK's matter.
 */
export function checkSdkFiles(environment: NodeJS.ProcessEnv, home = homedir()): void {
  const problems = Object.entries(FILES).flatMap(([variable, usual]) => {
    const path = environment[variable] || (usual && join(home, usual));
    const stats = path ? statsOf(path) : undefined;
    const problem = stats && problemOf(stats);
    return problem === undefined ? [] : [`${variable}: ${path} ${problem}`];
  });
  if (problems.length > 0) throw invalidSettings(problems);
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function problemOf(stats: Stats): string | undefined {
  if (stats.isCharacterDevice() || stats.isBlockDevice()) return 'is a device, not a file';
  return stats.size > MAX_BYTES ? `is larger than ${MAX_BYTES} bytes` : undefined;
}
