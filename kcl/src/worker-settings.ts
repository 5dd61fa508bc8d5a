import {
  type Environment,
  type Given,
  invalidSettings,
  type JsonObject,
  readJsonFile,
} from '@cdc-relay/singer';
import { type DecoderSettings, decoderSettings, type KinesisSource, kinesisSource } from 'tap-dynamodb-cdc';
import { type Settings, type SharedWriter, sharedTargetSettings } from 'target-cratedb';
import type { KclSettings } from './settings/settings.generated.ts';

/** The settings of both ends. */
export interface WorkerSettings {
  readonly source: KinesisSource;
  readonly decoder: DecoderSettings;
  readonly target: Settings;
}

/** Any number of workers may write at the same time. */
const WRITER: SharedWriter = {
  risk: 'a worker that has lost a shard may still write beside the one that has it',
  position: 'the leases hold the position of each shard',
};

/**
 * The settings of the two ends: the URLs, the environment under the names that they have for the two programs, and the
 * files that `tap_config` and `target_config` name. Throws CONFIG_INVALID, also for what would lose changes in a fleet.
 */
export async function workerSettings(
  settings: KclSettings,
  environment: Environment,
): Promise<WorkerSettings> {
  const { target: url, tap_config, target_config } = settings;
  const tapFile = await fileOf(tap_config, 'tap-config');
  const targetFile = await fileOf(target_config, 'target-config');
  const source = await sourceSettings(settings, environment);
  if (!url)
    throw missing('target', 'the URL of CrateDB as the second argument, or set CRATEDB_SQLALCHEMY_URL');
  const target = {
    ...targetOf(url, environment, targetFile),
    http_ready_seconds: settings.http_ready_seconds,
  };
  if (source.start.startsWith('seqno'))
    throw invalidSettings([
      '"start" must be earliest, latest or at-timestamp: a sequence number is of one shard',
    ]);
  // Several workers may write changes of one item that have the same time.
  const decoder = { sequence_order: true, ...decoderSettings(environment, tapFile) };
  return { source, decoder, target };
}

/** Which Kinesis stream is read, and how. Throws CONFIG_INVALID. */
export async function sourceSettings(
  { source, tap_config }: KclSettings,
  environment: Environment,
): Promise<KinesisSource> {
  if (!source) throw missing('source', 'the URL of the Kinesis stream as the first argument');
  return kinesisSource(source, environment, await fileOf(tap_config, 'tap-config'));
}

/** What is more explicit about where to write wins as a whole: the URL replaces host and user of the environment. */
function targetOf(url: string, environment: Environment, file: Given): Settings {
  const others = Object.fromEntries(
    Object.entries(environment).filter(([name]) => !OF_ADDRESS.includes(name)),
  );
  return sharedTargetSettings(WRITER, { ...others, TARGET_CRATEDB_URL: url }, file);
}

const OF_ADDRESS = [
  'CRATEDB_SQLALCHEMY_URL',
  'CRATEDB_CLUSTER_URL',
  'TARGET_CRATEDB_URL',
  'TARGET_CRATEDB_URL_FILE',
];

async function fileOf(path: string | undefined, option: string): Promise<JsonObject> {
  return path === undefined ? {} : ((await readJsonFile(path, option)) as JsonObject);
}

function missing(setting: string, what: string): Error {
  return invalidSettings([`"${setting}" is required: pass ${what}`]);
}
