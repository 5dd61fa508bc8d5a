import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Environment } from '@cdc-relay/singer';
import { type Ends, stateIdOf } from '../ends.ts';
import type { RelaySettings } from '../settings.generated.ts';

/** A program with what it is started with. */
export interface Command {
  readonly name: 'tap-dynamodb-cdc' | 'target-cratedb';
  readonly args: readonly string[];
  readonly environment: Environment;
}

/** The commands that make up the pipeline. */
export interface Commands {
  readonly tap: Command;
  readonly target: Command;
}

/**
 * The two programs with their settings. URLs go by the environment, which other users of the machine cannot see.
 * Whatever else the environment says is theirs, too. `metricsSeconds` is how often they tell what they count.
 */
export function commandsOf(
  ends: Ends,
  settings: RelaySettings,
  environment: Environment,
  metricsSeconds: number,
): Commands {
  const interval = String(metricsSeconds);
  const tap = {
    TAP_DYNAMODB_CDC_SOURCE_URL: ends.source,
    TAP_DYNAMODB_CDC_FOLLOW: String(!settings.once),
    TAP_DYNAMODB_CDC_METRICS_INTERVAL_SECONDS: interval,
  };
  const target = {
    TARGET_CRATEDB_URL: ends.target,
    TARGET_CRATEDB_METRICS_INTERVAL_SECONDS: interval,
    TARGET_CRATEDB_STATE_TABLE: settings.state_file === undefined ? settings.state_table : '',
    TARGET_CRATEDB_STATE_ID: settings.state_id ?? stateIdOf(ends),
  };
  const stateFile = settings.state_file === undefined ? [] : ['--state-file', settings.state_file];
  return {
    tap: {
      name: 'tap-dynamodb-cdc',
      args: config(settings.tap_config),
      environment: { ...environment, ...tap },
    },
    target: {
      name: 'target-cratedb',
      args: [...config(settings.target_config), ...stateFile],
      environment: { ...environment, ...target },
    },
  };
}

function config(path: string | undefined): string[] {
  return path === undefined ? [] : ['--config', path];
}

/** The path of a program that is installed with this one. */
export function executableOf(name: Command['name']): string {
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: Record<string, string> };
  return join(dirname(manifest), bin[name] ?? '');
}
