import { codeOf } from '../errors/errors.ts';
import type { Environment } from './environment.ts';
import { type Connection, fromOneSource, type Joined } from './one-source.ts';
import { type Given, isFound, type SettingsSource } from './sources.ts';
import { readUrlFile } from './url-file.ts';

/** What settings mean beyond their schema. */
export interface SettingsRules {
  readonly connections?: readonly Connection[];
  /** Variables of other tools that set a setting that says where, where nothing more explicit does; in order. */
  readonly variables?: { readonly [setting: string]: readonly string[] };
  /** Names that are settings elsewhere, where the schema has only some of them: their variables are known. */
  readonly knownSettings?: readonly string[];
  /** Takes a URL among a source's settings apart, into the settings that it contains. */
  readonly expand?: (settings: Given) => Given;
}

/** Both kinds of environment, for variables of other tools. */
export interface Environments {
  readonly environment: Environment;
  readonly dotEnv: Environment;
}

/** Applies the rules to sources, the most explicit one first. */
export function applyRules(
  rules: SettingsRules,
  given: readonly SettingsSource[],
  environments: Environments,
): Joined {
  const { connections = [], expand = (settings) => settings } = rules;
  const read = withFiles(connections, withVariables(rules, given, environments));
  const joined = connections.reduce<Joined>((before, connection) => {
    const after = fromOneSource(onExpanded(connection, expand), before.sources);
    return {
      sources: after.sources,
      problems: [...before.problems, ...after.problems],
      notices: [...before.notices, ...after.notices],
    };
  }, read);
  const sources = joined.sources.map((source) => ({ ...source, settings: taken(source.settings, expand) }));
  return { ...joined, sources };
}

/** A connection whose questions are about the settings in the URL. */
function onExpanded(connection: Connection, expand: (settings: Given) => Given): Connection {
  const { isOpen, refusal } = connection;
  return {
    ...connection,
    ...(isOpen && { isOpen: (settings) => isOpen(taken(settings, expand)) }),
    ...(refusal && { refusal: (settings) => refusal(taken(settings, expand)) }),
  };
}

/** A URL that cannot be used stays as it is: the program's own check says what is wrong with it. */
function taken(settings: Given, expand: (settings: Given) => Given): Given {
  try {
    return expand(settings);
  } catch (error) {
    if (codeOf(error) !== 'CONFIG_INVALID') throw error;
    return settings;
  }
}

/** Adds to an environment the settings that variables of other tools set, unless a more explicit source says where. */
function withVariables(
  { connections = [], variables = {} }: SettingsRules,
  given: readonly SettingsSource[],
  { environment, dotEnv }: Environments,
): SettingsSource[] {
  return given.map((source) => {
    const values = isFound(source) ? dotEnv : source.name === 'the environment' ? environment : {};
    const rivals = isFound(source) ? given.filter(isFound) : given.filter((one) => !isFound(one));
    const more = Object.entries(variables).flatMap(([setting, names]) => {
      const value = names.map((name) => values[name]).find((text) => text);
      const address = connections.find((one) => one.address.includes(setting))?.address ?? [];
      const isSaid = rivals.some(({ settings }) => address.some((name) => name in settings));
      return value === undefined || isSaid ? [] : [[setting, value]];
    });
    return { ...source, settings: { ...source.settings, ...Object.fromEntries(more) } };
  });
}

/** Reads the files that hold URLs: of the source that is chosen for a connection, not of others. */
function withFiles(connections: readonly Connection[], given: readonly SettingsSource[]): Joined {
  const problems: string[] = [];
  let sources = given;
  for (const { address, files } of connections) {
    const chosen = sources.find(({ settings }) => address.some((name) => name in settings));
    if (chosen === undefined) continue;
    const settings = { ...chosen.settings };
    for (const [fileSetting, urlSetting] of Object.entries(files)) {
      const path = settings[fileSetting];
      if (path === undefined) continue;
      const read = readUrlFile(fileSetting, path);
      if (urlSetting in settings)
        problems.push(`"${fileSetting}" and "${urlSetting}" mean the same: set only one of them`);
      else if (read.url === undefined) problems.push(read.problem);
      else settings[urlSetting] = read.url;
    }
    sources = sources.map((source) => (source === chosen ? { ...source, settings } : source));
  }
  return { sources, problems, notices: [] };
}
