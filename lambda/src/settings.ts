import { type Environment, invalidSettings } from '@cdc-relay/singer';
import { type DecoderSettings, decoderSettings } from 'tap-dynamodb-cdc';
import { type Settings, targetSettings } from 'target-cratedb';

/** The settings of both ends. */
export interface FunctionSettings {
  readonly decoder: DecoderSettings;
  readonly target: Settings;
}

/** What the function does where the environment does not say: any number of invocations may write at the same time. */
const DEFAULTS = { TARGET_CRATEDB_DELETE_MODE: 'tombstone' };

/**
 * Settings from the environment of the function, under the names that they have for the two programs:
 * `TAP_DYNAMODB_CDC_…` and `TARGET_CRATEDB_…`. Throws CONFIG_INVALID, also for what would lose changes in a function.
 */
export function settingsOf(environment: Environment): FunctionSettings {
  const isDecided = (environment.TARGET_CRATEDB_HARD_DELETE ?? '') !== '';
  const target = targetSettings(isDecided ? environment : { ...DEFAULTS, ...environment });
  const problems = PROBLEMS.filter(({ applies }) => applies(target)).map(({ problem }) => problem);
  if (problems.length > 0) throw invalidSettings(problems);
  return { decoder: decoderSettings(environment), target };
}

const PROBLEMS: readonly { applies: (target: Settings) => boolean; problem: string }[] = [
  {
    applies: ({ delete_mode, hard_delete }) => delete_mode === 'remove' || hard_delete === true,
    problem:
      '"delete_mode" must be tombstone or mark: an invocation that has timed out may write beside its repetition, and then only rows that stay can tell which change is the newer one',
  },
  {
    applies: ({ on_bad_record }) => on_bad_record === 'dead_letter',
    problem:
      '"on_bad_record" must be fail: the files of a function do not last. Use an on-failure destination with BisectBatchOnFunctionError',
  },
  {
    applies: ({ state_table }) => state_table !== undefined,
    problem: '"state_table" has no meaning here: Lambda keeps the position in the stream',
  },
];
