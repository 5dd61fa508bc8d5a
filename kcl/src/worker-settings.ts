import {
  type Environment,
  type Given,
  invalidSettings,
  type JsonObject,
  readJsonFile,
} from '@cdc-relay/singer';
import { type DecoderSettings, decoderSettings, type KinesisSource, kinesisSource } from 'tap-dynamodb-cdc';
import { type Settings, targetSettings } from 'target-cratedb';
import type { KclSettings } from './settings/settings.generated.ts';

/** The settings of both ends. */
export interface WorkerSettings {
  readonly source: KinesisSource;
  readonly decoder: DecoderSettings;
  readonly target: Settings;
}

/** What a worker does where nothing says otherwise: any number of workers may write at the same time. */
const DEFAULTS = { TARGET_CRATEDB_DELETE_MODE: 'tombstone' };

/**
 * The settings of the two ends: the URLs, the environment under the names that they have for the two programs, and the
 * files that `tap_config` and `target_config` name. Throws CONFIG_INVALID, also for what would lose changes in a fleet.
 */
export async function workerSettings(
  { source, target: url, tap_config, target_config }: KclSettings,
  environment: Environment,
): Promise<WorkerSettings> {
  const tapFile = await fileOf(tap_config, 'tap-config');
  const targetFile = await fileOf(target_config, 'target-config');
  if (!source) throw missing('source', 'the URL of the Kinesis stream as the first argument');
  if (!url)
    throw missing('target', 'the URL of CrateDB as the second argument, or set CRATEDB_SQLALCHEMY_URL');
  const target = targetOf(url, environment, targetFile);
  const problems = PROBLEMS.filter(({ applies }) => applies(target)).map(({ problem }) => problem);
  const kinesis = kinesisSource(source, environment, tapFile);
  if (kinesis.start.startsWith('seqno'))
    problems.push('"start" must be earliest, latest or at-timestamp: a sequence number is of one shard');
  if (problems.length > 0) throw invalidSettings(problems);
  // Several workers may write changes of one item that have the same time.
  const decoder = { sequence_order: true, ...decoderSettings(environment, tapFile) };
  return { source: kinesis, decoder, target };
}

/** What is more explicit about where to write wins as a whole: the URL replaces host and user of the environment. */
function targetOf(url: string, environment: Environment, file: Given): Settings {
  const isDecided =
    'delete_mode' in file || 'hard_delete' in file || (environment.TARGET_CRATEDB_HARD_DELETE ?? '') !== '';
  const others = Object.fromEntries(
    Object.entries(environment).filter(([name]) => !OF_ADDRESS.includes(name)),
  );
  const known = isDecided ? others : { ...DEFAULTS, ...others };
  return targetSettings({ ...known, TARGET_CRATEDB_URL: url }, file);
}

const OF_ADDRESS = [
  'CRATEDB_SQLALCHEMY_URL',
  'CRATEDB_CLUSTER_URL',
  'TARGET_CRATEDB_URL',
  'TARGET_CRATEDB_URL_FILE',
];

const PROBLEMS: readonly { readonly applies: (target: Settings) => boolean; readonly problem: string }[] = [
  {
    applies: ({ delete_mode, hard_delete }) => delete_mode === 'remove' || hard_delete === true,
    problem:
      '"delete_mode" must be tombstone or mark: a worker that has lost a shard may still write beside the one that has it, and then only rows that stay can tell which change is the newer one',
  },
  {
    applies: ({ load_method }) => load_method === 'overwrite',
    problem:
      '"load_method" must not be overwrite: a stream of changes has no end at which a table could be replaced',
  },
  {
    applies: ({ state_table }) => state_table !== undefined,
    problem: '"state_table" has no meaning here: the leases hold the position of each shard',
  },
];

async function fileOf(path: string | undefined, option: string): Promise<JsonObject> {
  return path === undefined ? {} : ((await readJsonFile(path, option)) as JsonObject);
}

function missing(setting: string, what: string): Error {
  return invalidSettings([`"${setting}" is required: pass ${what}`]);
}
