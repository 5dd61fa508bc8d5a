import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Environment, ProgramContext } from '@cdc-relay/singer';
import type { RelaySettings } from '../settings/settings.generated.ts';
import { type Ends, stateIdOf } from './ends.ts';
import { sequenceOrderFor } from './sequence-order.ts';

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
  /** Prints the checkpoints of CrateDB Toolkit; undefined where they are not to be imported. */
  readonly checkpoints?: Command | undefined;
}

/** What the relay was started with. */
export interface Surroundings {
  readonly environment: Environment;
  readonly originOf: ProgramContext<RelaySettings>['originOf'];
}

/**
 * The two programs with their settings. URLs go by the environment, which other users of the machine cannot see.
 * Each program gets of the environment what is its own or nobody's: not the other's settings and credentials.
 * `metricsSeconds` is how often they report what they count.
 */
export function commandsOf(
  ends: Ends,
  settings: RelaySettings,
  { environment, originOf }: Surroundings,
  metricsSeconds: number,
): Commands {
  const interval = String(metricsSeconds);
  const ready = String(settings.http_ready_seconds);
  const source = urlOf('TAP_DYNAMODB_CDC_SOURCE_URL', ends.source, originOf('source'));
  const target = urlOf('TARGET_CRATEDB_URL', ends.target, originOf('target'));
  const stateFile = settings.state_file === undefined ? [] : ['--state-file', settings.state_file];
  return {
    tap: {
      name: 'tap-dynamodb-cdc',
      args: [...source.args, ...config(settings.tap_config)],
      environment: {
        ...without(environment, OF_TARGET),
        ...source.variables,
        ...sequenceOrderFor(environment, settings.tap_config, settings.target_config),
        TAP_DYNAMODB_CDC_FOLLOW: String(!settings.once),
        TAP_DYNAMODB_CDC_METRICS_INTERVAL_SECONDS: interval,
        TAP_DYNAMODB_CDC_HTTP_READY_SECONDS: ready,
      },
    },
    target: {
      name: 'target-cratedb',
      args: [...target.args, ...config(settings.target_config), ...stateFile],
      environment: {
        ...without(environment, OF_TAP),
        ...target.variables,
        TARGET_CRATEDB_METRICS_INTERVAL_SECONDS: interval,
        TARGET_CRATEDB_HTTP_READY_SECONDS: ready,
        TARGET_CRATEDB_STATE_TABLE: settings.state_file === undefined ? settings.state_table : '',
        TARGET_CRATEDB_STATE_ID: settings.state_id ?? stateIdOf(ends),
      },
    },
  };
}

/** The target with its settings, for one of its own commands: with the table of states, and a terminal of its user. */
export function targetCommand(
  url: string,
  { target_config, state_table }: Pick<RelaySettings, 'target_config' | 'state_table'>,
  { environment, originOf }: Surroundings,
): Command {
  const target = urlOf('TARGET_CRATEDB_URL', url, originOf('target'));
  return {
    name: 'target-cratedb',
    args: [...target.args.flatMap((arg) => ['--url', arg]), ...config(target_config)],
    environment: {
      ...without(environment, OF_TAP),
      ...target.variables,
      TARGET_CRATEDB_STATE_TABLE: state_table,
    },
  };
}

/** Variables of the relay alone, and those of one program that are none of the other's business. */
const OF_RELAY = 'DYNAMODB_CDC_RELAY_';
const OF_TARGET = ['TARGET_CRATEDB_', 'CRATEDB_', 'PG'];
const OF_TAP = ['TAP_DYNAMODB_CDC_', 'AWS_'];

function without(environment: Environment, prefixes: readonly string[]): Environment {
  const foreign = [OF_RELAY, ...prefixes];
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !foreign.some((prefix) => name.startsWith(prefix))),
  );
}

/**
 * A URL of the environment is one setting of a program's environment among others. Any other one is as explicit to
 * the program as its command line, so that settings of its environment do not mix with it.
 */
function urlOf(
  variable: string,
  url: string,
  origin: ReturnType<Surroundings['originOf']>,
): { readonly args: readonly string[]; readonly variables: Environment } {
  if (origin === 'the environment') return { args: [], variables: { [variable]: url } };
  const own = `${OF_RELAY}${variable}`;
  return { args: [`env:${own}`], variables: { [own]: url } };
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
