import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Environment,
  invalidSettings,
  ownFolder,
  type ProgramContext,
  placeOf,
  placeOfTarget,
} from '@cdc-relay/singer';
import type { KinesisSource } from 'tap-dynamodb-cdc';
import { shardEnvironment } from './daemon/environment.ts';
import { installDaemon } from './daemon/install.ts';
import { checkJars, jarsFolder } from './daemon/jars.ts';
import { propertiesOf } from './daemon/properties.ts';
import { runDaemon } from './daemon/run-daemon.ts';
import { REPORTS_VARIABLE } from './health/send-reports.ts';
import { type HealthOptions, serveHealth } from './health/serve-health.ts';
import type { KclSettings } from './settings/settings.generated.ts';
import { printStartAfter } from './start-after.ts';
import { workerSettings } from './worker-settings.ts';

/** What the daemon starts for each shard. */
const SHARD_PROCESSOR = fileURLToPath(new URL('../bin/shard-processor.js', import.meta.url));

/** Runs a worker until it is asked to end, or a command. */
export async function main(context: ProgramContext<KclSettings>): Promise<void> {
  const { settings, environment, signal, log, commandLine } = context;
  if (commandLine.command === 'start-after') return await printStartAfter(context);
  const jars = jarsFolder(settings.daemon_folder, environment);
  if (commandLine.command === 'install-daemon') {
    await installDaemon(jars, signal);
    return log.info(`the Kinesis Client Library is in ${jars}`);
  }
  await runWorker(context, jars);
}

async function runWorker(context: ProgramContext<KclSettings>, jars: string): Promise<void> {
  const { settings, environment, signal, log } = context;
  const { source } = await workerSettings(settings, environment);
  const executable = executableOf();
  await checkJars(jars);
  const application = settings.application ?? `dynamodb-cdc-${nameOf(source.stream)}`;
  const workerId = settings.worker_id ?? `${hostname()}-${randomUUID()}`;
  log.info(`worker ${workerId} of ${application} reads the shards of ${nameOf(source.stream)} that it gets`);
  using folder = ownFolder('dynamodb-cdc-kcl-');
  const properties = join(folder.path, 'daemon.properties');
  writeFileSync(properties, propertiesOf(settings, source, { executable, application, workerId }), {
    mode: 0o600,
  });
  const java = settings.java ?? javaOf(environment);
  const isAws = source.aws.endpointUrl === undefined;
  await using health = await serveHealth(healthOptions(context, folder.path), log);
  const own = {
    ...shardEnvironment(settings, source, environment),
    [REPORTS_VARIABLE]: health.socket,
  };
  await runDaemon({ java, jars, properties, isAws, environment: own }, signal);
}

function healthOptions({ settings, program }: ProgramContext<KclSettings>, folder: string): HealthOptions {
  const { source = '', target = '', http, http_ready_seconds: ready } = settings;
  const route = { from: placeOf(source), to: placeOfTarget(target) };
  return { http, readyMs: ready * 1000, version: program.version, route, folder };
}

/** A process per shard has to stay small: a young generation of 1 MB costs little time here, and saves 40 MB. */
const SMALL = '--max-semi-space-size=1 --optimize-for-size';

/** The daemon splits the command at blanks, and has no way to quote one. Throws CONFIG_INVALID. */
function executableOf(): string {
  for (const path of [process.execPath, SHARD_PROCESSOR])
    if (/\s/.test(path))
      throw invalidSettings([
        `the path ${path} has a blank, which the daemon cannot start: install it elsewhere`,
      ]);
  return `${process.execPath} ${SMALL} ${SHARD_PROCESSOR}`;
}

function nameOf(stream: KinesisSource['stream']): string {
  return stream.slice(stream.lastIndexOf('/') + 1);
}

function javaOf({ JAVA_HOME: home }: Environment): string {
  return home ? join(home, 'bin', 'java') : 'java';
}
