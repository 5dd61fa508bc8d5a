import { type Environment, parseBoolean, readRegularJson } from '@cdc-relay/singer';

type Config = Readonly<Record<string, unknown>>;

/**
 * The tap's `sequence_order` as the target needs it: with `delete_mode` mark or tombstone other processes may write the
 * same table, and changes of the same version need what orders them. Empty where the settings of the tap decide, or
 * the target has one writer. The paths are those of both configurations.
 */
export function sequenceOrderFor(
  environment: Environment,
  tapConfig: string | undefined,
  targetConfig: string | undefined,
): Environment {
  if ((environment[VARIABLE] ?? '') !== '' || configIn(tapConfig).sequence_order !== undefined) return {};
  return keepsDeletions(environment, configIn(targetConfig)) ? { [VARIABLE]: 'true' } : {};
}

const VARIABLE = 'TAP_DYNAMODB_CDC_SEQUENCE_ORDER';

/** Variables win over files, as they do in the target. */
function keepsDeletions(environment: Environment, config: Config): boolean {
  const mode = environment.TARGET_CRATEDB_DELETE_MODE || config.delete_mode;
  const hard = environment.TARGET_CRATEDB_HARD_DELETE || config.hard_delete;
  return mode === 'mark' || mode === 'tombstone' || isFalse(hard);
}

function isFalse(value: unknown): boolean {
  return value === false || (typeof value === 'string' && parseBoolean(value) === false);
}

/** What cannot be read is reported by the program that it belongs to. */
function configIn(path: string | undefined): Config {
  if (path === undefined) return {};
  try {
    return readRegularJson(path);
  } catch {
    return {};
  }
}
