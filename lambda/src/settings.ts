import { type Environment, invalidSettings } from '@cdc-relay/singer';
import { type DecoderSettings, decoderSettings } from 'tap-dynamodb-cdc';
import { type Settings, targetSettings } from 'target-cratedb';

/** The settings of both ends. */
export interface FunctionSettings {
  readonly decoder: DecoderSettings;
  readonly target: Settings;
}

/**
 * Settings from the environment of the function, under the names that they have for the two programs:
 * `TAP_DYNAMODB_CDC_…` and `TARGET_CRATEDB_…`. Throws CONFIG_INVALID, also for what would lose changes in a function.
 */
export function settingsOf(environment: Environment): FunctionSettings {
  const target = targetSettings(environment);
  const problems = [
    target.hard_delete
      ? '"hard_delete" must be false (TARGET_CRATEDB_HARD_DELETE=false): an invocation that has timed out may write beside its repetition, and then only rows that stay can tell which change is the newer one'
      : undefined,
    target.on_bad_record === 'dead_letter'
      ? '"on_bad_record" must be fail: the files of a function do not last. Use an on-failure destination with BisectBatchOnFunctionError'
      : undefined,
    target.state_table === undefined
      ? undefined
      : '"state_table" has no meaning here: Lambda keeps the position in the stream',
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw invalidSettings(problems);
  return { decoder: decoderSettings(environment), target };
}
