import { PassThrough } from 'node:stream';
import {
  type Environment,
  type Given,
  type JsonValue,
  Logger,
  loadSettings,
  logConfig,
} from '@cdc-relay/singer';
import type { DeadLetterPlace } from './bad-record/dead-letter-place.ts';
import { MessageTarget } from './message-target.ts';
import { checkTargetSettings } from './options/check-settings.ts';
import { optionsOf } from './options/options-of.ts';
import { settingsSchema, type TargetSettings } from './settings/settings.generated.ts';
import { settingsRules } from './settings-rules.ts';
import type { Target } from './target.ts';

/** Settings by the names that `target-cratedb --about` lists; what is not given has its default. */
export type Settings = Partial<TargetSettings>;

/** What a target gets besides its settings. */
export interface TargetSurroundings {
  /** Where the target logs; without it nothing is logged. */
  readonly log?: Logger;
  /** Ends the load early when it aborts: waiting for CrateDB is given up, and no table is replaced. */
  readonly signal?: AbortSignal;
  /** A regular file that holds the last state, written before `onState` is called. */
  readonly stateFile?: string;
  /**
   * Called with each STATE value once it is safe, in their order; some values are left out, the last one never. The next
   * one waits for a promise. What it throws ends the load: the state counts as not kept.
   */
  readonly onState?: (state: JsonValue) => unknown;
  /** With `on_bad_record: dead_letter`, where bad records go instead of the file of `dead_letter_path`. */
  readonly deadLetters?: DeadLetterPlace;
}

/**
 * Opens CrateDB for a load of Singer messages: what `target-cratedb` does, without a process, its arguments, stdin and
 * signals. The environment is not read. Without `state_table` no connection is made before
 * the first SCHEMA. Throws CONFIG_INVALID with all
 * that is wrong about the settings, DEAD_LETTER_FAILED, STATE_FILE_UNUSABLE.
 */
export function openTarget(settings: Settings = {}, surroundings: TargetSurroundings = {}): Target {
  const { log = silentLog(), signal = new AbortController().signal } = surroundings;
  const { stateFile, deadLetters, onState = () => undefined } = surroundings;
  const sources = { files: [settings], environment: {}, overrides: {} };
  const checked = loadSettings<TargetSettings>('target-cratedb', settingsSchema, sources, settingsRules);
  checkTargetSettings(checked, deadLetters !== undefined);
  return new MessageTarget(optionsOf(checked), { log, signal, stateFile, deadLetters, onState });
}

/**
 * The settings that the environment holds, under the names that they have for the program, or a file of its `--config`,
 * checked and with defaults; `overrides` win over both. Throws CONFIG_INVALID.
 */
export function targetSettings(
  environment: Environment,
  file: Given = {},
  overrides: Given = {},
): TargetSettings {
  const sources = { files: [file], environment, overrides };
  return loadSettings<TargetSettings>('target-cratedb', settingsSchema, sources, settingsRules);
}

function silentLog(): Logger {
  return new Logger('target-cratedb', logConfig('target-cratedb', {}), new PassThrough().resume());
}
