import { type Environment, type Given, invalidSettings } from '@cdc-relay/singer';
import { targetSettings } from './open-target.ts';
import { deleteModeOf } from './options/options-of.ts';
import type { TargetSettings } from './settings/settings.generated.ts';

/** A program of which any number of processes write the same tables at the same time. */
export interface SharedWriter {
  /** How a process may come to write beside another one that has its records. */
  readonly risk: string;
  /** What keeps the position in the stream. */
  readonly position: string;
}

/**
 * The settings of a target that writes beside others, from the environment and a file of `--config`: deletions leave
 * tombstones where nothing says what they do. Throws CONFIG_INVALID, also for what would lose changes there.
 */
export function sharedTargetSettings(
  writer: SharedWriter,
  environment: Environment,
  file: Given = {},
): TargetSettings {
  const given = targetSettings(environment, file);
  const isDecided = given.delete_mode !== undefined || given.hard_delete !== undefined;
  const settings: TargetSettings = isDecided ? given : { ...given, delete_mode: 'tombstone' };
  const problems = problemsOf(settings, writer);
  if (problems.length > 0) throw invalidSettings(problems);
  return settings;
}

function problemsOf(settings: TargetSettings, { risk, position }: SharedWriter): string[] {
  if (settings.load_method === 'overwrite')
    return [
      '"load_method" must not be overwrite: a stream of changes has no end at which a table could be replaced',
    ];
  return [
    ...(deleteModeOf(settings) === 'remove'
      ? [
          `"delete_mode" must be tombstone or mark: ${risk}, and then only rows that stay can tell which change is the newer one`,
        ]
      : []),
    ...(settings.state_table === undefined ? [] : [`"state_table" has no meaning here: ${position}`]),
  ];
}
