import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../programs/project.ts';
import { run } from '../programs/run.ts';

const FOLDER = join(PROJECT, '.cache', 'kcl');
/** Maven tries an index that is out of reach for longer than tests can wait. */
const INSTALL_MS = 240_000;
const PROGRAM = join(PROJECT, 'kcl', 'bin', 'dynamodb-cdc-kcl.js');

/**
 * The folder of the Kinesis Client Library, installed by the program's own command; undefined where Java, Maven or
 * their index cannot be had. Then tests are skipped, which is said loudly; with REQUIRE_JAVA=1 it is a failure.
 */
export async function installedDaemon(): Promise<string | undefined> {
  const isThere = existsSync(FOLDER);
  const { code, stderr } = await run(PROGRAM, ['install-daemon'], {
    env: { DYNAMODB_CDC_KCL_DAEMON_FOLDER: FOLDER },
    signal: AbortSignal.timeout(INSTALL_MS),
  });
  const java = await run('java', ['-version']).catch(() => ({ code: 1 }));
  if (code === 0 && java.code === 0) return FOLDER;
  const why = `the Kinesis Client Library cannot be ${isThere ? 'used' : 'installed'}: ${stderr.trim()}`;
  if (process.env.REQUIRE_JAVA === '1') throw new Error(why);
  console.error(`\n*** SKIPPED: all tests of a fleet. ${why}\n`);
  return undefined;
}
