import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { messageOf } from '@cdc-relay/singer';
import { checkJars, daemonFile, missing } from './jars.ts';

/** Has Maven copy the jars of the daemon into a folder, unless they are there, and checks them. Throws DAEMON_MISSING. */
export async function installDaemon(folder: string, signal: AbortSignal): Promise<void> {
  if (
    await checkJars(folder).then(
      () => true,
      () => false,
    )
  )
    return;
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${folder}`];
  const maven = spawn('mvn', ['--quiet', '--batch-mode', '--file', daemonFile('pom.xml'), ...goal], {
    // stdout is for messages.
    stdio: ['ignore', 2, 2],
    signal,
  });
  const [code] = await once(maven, 'exit').catch((error: unknown) => {
    throw missing(`Maven cannot be started: ${messageOf(error)}.`);
  });
  if (code !== 0) throw missing(`Maven ended with exit code ${code}; its output is above.`);
  await checkJars(folder);
}
