import { type Environment, invalidSettings } from '@cdc-relay/singer';
import { type DecoderSettings, decoderSettings } from 'tap-dynamodb-cdc';
import { type Settings, type SharedWriter, sharedTargetSettings } from 'target-cratedb';
import { DESTINATION_FORM, type Destination, parseDestination } from '../dead-letters/destination.ts';
import { withPeerVariables } from './peer-variables.ts';

/** The settings of both ends. */
export interface FunctionSettings {
  readonly decoder: DecoderSettings;
  readonly target: Settings;
  /** Where bad records go; undefined where they are pending until Lambda gives them up. */
  readonly deadLetters: Destination | undefined;
}

/** The variable that names where bad records go. */
const DEAD_LETTERS = 'DYNAMODB_CDC_LAMBDA_DEAD_LETTERS';

/** Any number of invocations may write at the same time. */
const WRITER: SharedWriter = {
  risk: 'an invocation that has timed out may write beside its repetition',
  position: 'Lambda keeps the position in the stream',
};

/**
 * Settings from the environment of the function, under the names that they have for the two programs:
 * `TAP_DYNAMODB_CDC_…` and `TARGET_CRATEDB_…`, and where dead letters go. Throws CONFIG_INVALID, also for what would lose
 * changes in a function.
 */
export function settingsOf(given: Environment): FunctionSettings {
  const environment = withPeerVariables(given);
  const target = sharedTargetSettings(WRITER, environment);
  const decoder = decoderSettings(environment);
  const deadLetters = parseDestination(environment[DEAD_LETTERS] ?? '');
  const problems = [...problemsOfMemory(decoder), ...problemsOfLetters(environment, target, deadLetters)];
  if (problems.length > 0) throw invalidSettings(problems);
  return { decoder: { sequence_order: true, ...decoder }, target, deadLetters };
}

/** An instance lives longer than a mapping: what is read again to repair a table must be written again. */
function problemsOfMemory({ duplicate_window: window = 0 }: DecoderSettings): string[] {
  if (window === 0) return [];
  return [
    '"duplicate_window" must be 0 here: an instance would leave out what you have Lambda deliver again to repair a table. Versions make repetitions harmless',
  ];
}

function problemsOfLetters(
  environment: Environment,
  { on_bad_record: onBadRecord, dead_letter_path: path }: Settings,
  deadLetters: Destination | undefined,
): string[] {
  if (path !== undefined)
    return [
      `"dead_letter_path" has no meaning here, as the files of a function do not last: use ${DEAD_LETTERS}`,
    ];
  const isNamed = (environment[DEAD_LETTERS] ?? '') !== '';
  if (isNamed && deadLetters === undefined) return [`${DEAD_LETTERS} ${DESTINATION_FORM}`];
  if (isNamed === (onBadRecord === 'dead_letter')) return [];
  return [
    `TARGET_CRATEDB_ON_BAD_RECORD: dead_letter and ${DEAD_LETTERS} belong together: the files of a function do not last, so that it sends bad records to an SQS queue or an S3 bucket`,
  ];
}
