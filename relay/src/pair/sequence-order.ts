import { type Environment, parseBoolean, readDotEnv, readRegularJson } from '@cdc-relay/singer';

type Config = Readonly<Record<string, unknown>>;

/**
 * The tap's `sequence_order` as the target needs it: with `delete_mode` mark or tombstone other processes may write the
 * same table, and changes of the same version need what orders them. Empty where the settings of the tap decide, or
 * the target has one writer. The paths are those of both configurations; `dotEnv` is the file that both programs look for.
 */
export function sequenceOrderFor(
  environment: Environment,
  tapConfig: string | undefined,
  targetConfig: string | undefined,
  dotEnv?: string,
): Environment {
  const found = dotEnvIn(dotEnv);
  const isSet = [environment, found].some((variables) => (variables[VARIABLE] ?? '') !== '');
  if (isSet || configIn(tapConfig).sequence_order !== undefined) return {};
  return keepsDeletions(environment, configIn(targetConfig), found) ? { [VARIABLE]: 'true' } : {};
}

const VARIABLE = 'TAP_DYNAMODB_CDC_SEQUENCE_ORDER';

/** Variables win over files, and these over `.env`, as they do in the target. */
function keepsDeletions(environment: Environment, config: Config, dotEnv: Environment): boolean {
  const mode = environment[MODE] || config.delete_mode || dotEnv[MODE];
  const hard = environment[HARD] || (config.hard_delete ?? dotEnv[HARD]);
  return mode === 'mark' || mode === 'tombstone' || isFalse(hard);
}

const MODE = 'TARGET_CRATEDB_DELETE_MODE';
const HARD = 'TARGET_CRATEDB_HARD_DELETE';

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

/** A file that cannot be read is reported by the programs, too. */
function dotEnvIn(path: string | undefined): Environment {
  try {
    return readDotEnv((name) => [VARIABLE, MODE, HARD].includes(name), path);
  } catch {
    return {};
  }
}
