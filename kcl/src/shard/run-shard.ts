import {
  COMMON_ERRORS,
  type Environment,
  Logger,
  loadSettings,
  logConfig,
  type Report,
  reportFault,
  rulesOfEnds,
} from '@cdc-relay/singer';
import { BadRecords, createDecoder } from 'tap-dynamodb-cdc';
import { openTarget, type Target } from 'target-cratedb';
import { ERRORS, NAME } from '../error-catalogue.ts';
import { REPORTS_VARIABLE, sendReports } from '../health/send-reports.ts';
import { type KclSettings, settingsSchema } from '../settings/settings.generated.ts';
import { workerSettings } from '../worker-settings.ts';
import { Checkpoints } from './checkpoints.ts';
import { DaemonChannel } from './daemon-channel.ts';
import { ShardCounts } from './shard-counts.ts';
import { ShardProcessor } from './shard-processor.ts';

/**
 * Carries the records of the shard that the daemon names on stdin, until it closes the pipe. The settings are those of
 * the worker, in the environment. A fault ends the process: the daemon then ends, too.
 */
export async function runShard(environment: Environment): Promise<void> {
  // The daemon closes the pipe when the shard is another worker's, and when it dies: nothing more is written then.
  process.stdin.once('end', () => process.exit());
  const channel = new DaemonChannel(process.stdin, process.stdout);
  let log = logOf('', environment);
  try {
    const first = await channel.next();
    if (first?.action !== 'initialize')
      throw new SyntaxError('this program is started by the MultiLangDaemon');
    log = logOf(first.shardId, environment);
    const { processor, counts } = await open(first.shardId, { channel, environment, log });
    log.info('reads its shard');
    channel.done('initialize');
    for (let message = await channel.next(); message !== undefined; message = await channel.next()) {
      counts.called(message);
      await processor.handle(message);
      if (message.action in LAST_WORDS) log.info(LAST_WORDS[message.action] ?? '');
      channel.done(message.action);
      counts.answered(performance.now());
    }
  } catch (error) {
    process.exit(reportFault(error, NAME, { ...COMMON_ERRORS, ...ERRORS }, log));
  }
}

/** What the log says after a message that ends the reading of a shard. */
const LAST_WORDS: { readonly [action: string]: string } = {
  shardEnded: 'its shard is read to the end',
  leaseLost: 'its shard is read by another process',
  shutdownRequested: 'its shard is free for another process',
};

interface Surroundings {
  readonly channel: DaemonChannel;
  readonly environment: Environment;
  readonly log: Logger;
}

interface OpenShard {
  readonly processor: ShardProcessor;
  readonly counts: ShardCounts;
}

async function open(shardId: string, { channel, environment, log }: Surroundings): Promise<OpenShard> {
  const sources = { files: [], environment, overrides: {} };
  const settings = loadSettings<KclSettings>(NAME, settingsSchema, sources, rulesOfEnds);
  const { source, decoder, target: targetSettings } = await workerSettings(settings, environment);
  const bad = new BadRecords(source, log);
  const keep = bad.howToKeep === undefined ? { onBadRecord: bad.keepOne } : {};
  const target = openTarget(targetSettings, { log });
  const counts = new ShardCounts(shardId, settings.http_ready_seconds * 1000);
  const { [REPORTS_VARIABLE]: reports } = environment;
  if (reports !== undefined) sendReports(reports, shardId, () => together(counts, target));
  const processor = new ShardProcessor({
    shardId,
    decoder: createDecoder(decoder, { log, ...keep }),
    target,
    checkpoints: new Checkpoints(channel, settings.checkpoint_seconds * 1000, log),
  });
  return { processor, counts };
}

function together(counts: ShardCounts, target: Target): Report {
  const own = counts.report(performance.now());
  const { points, causes } = target.report();
  return { points: [...own.points, ...points], causes: [...own.causes, ...causes] };
}

function logOf(shardId: string, environment: Environment): Logger {
  return new Logger(`${NAME} ${shardId}`.trimEnd(), logConfig(NAME, environment), process.stderr);
}
