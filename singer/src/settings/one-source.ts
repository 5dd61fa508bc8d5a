import { type Given, isFound, type SettingsSource } from './sources.ts';

/** Settings that must all come from one source: who listens where, and the credentials for it. */
export interface Connection {
  /** As messages call it: `the connection to CrateDB`. */
  readonly what: string;
  /** Settings that say where; a source with one of them is complete. */
  readonly address: readonly string[];
  /** Credentials, and how the connection is protected. */
  readonly parts: readonly string[];
  /** What completes an address without being one; a file that was only found may not add it to another source's. */
  readonly details?: readonly string[];
  /** Settings that name a file, and the setting that its text replaces. */
  readonly files: { readonly [fileSetting: string]: string };
  /** True for settings whose address is the default, without credentials: those of one other source may go there. */
  readonly isOpen?: (settings: Given) => boolean;
  /** Why a file that was only found may not decide where something goes that is not in it; undefined when it may. */
  readonly refusal?: (settings: Given) => string | undefined;
}

/** Sources of which one has the connection, as far as nothing is wrong. */
export interface Joined {
  readonly sources: readonly SettingsSource[];
  readonly problems: readonly string[];
  /** What is not used, for the log. */
  readonly notices: readonly string[];
}

/**
 * Takes a connection from one source as a whole. The most explicit source that says where (`sources` come in that
 * order) has all of it. Less explicit sources that also say where are alternatives, and are left out. Credentials
 * without an address are a problem together with an address of another source: it is not certain that they belong
 * there.
 */
export function fromOneSource(connection: Connection, sources: readonly SettingsSource[]): Joined {
  const chosen = sources.find((source) => has(source, connection.address));
  const judged = sources.map((source) => judge(connection, source, chosen));
  const kept = judged.map(({ source }) => source);
  const left = kept.filter((source) => membersOf(connection, source).length > 0);
  return {
    sources: kept,
    problems: [
      ...judged.flatMap(({ problem }) => problem ?? []),
      ...scattered(connection, left, chosen),
      ...refused(connection, left),
    ],
    notices: judged.flatMap(({ notice }) => notice ?? []),
  };
}

interface Judged {
  readonly source: SettingsSource;
  readonly problem?: string;
  readonly notice?: string;
}

/** What is kept of a source other than the chosen one. */
function judge(connection: Connection, source: SettingsSource, chosen: SettingsSource | undefined): Judged {
  if (chosen === undefined || source === chosen) return { source };
  const { what, address, parts, details = [] } = connection;
  const others = membersOf(connection, source).filter((name) => !isSame(name, source, chosen));
  const foreign = isFound(source) ? namesOf(source, details) : [];
  const rest = without(source, [...address, ...parts, ...foreign]);
  const places: Part = [chosen, namesOf(chosen, address)];
  if (others.length > 0 && has(source, address))
    return {
      source: rest,
      notice: `${what}: the settings of ${chosen.name} are used, those of ${source.name} are not`,
    };
  if (others.length > 0 && connection.isOpen?.(chosen.settings)) return { source };
  if (others.length > 0) return { source: rest, problem: mixed(connection, [source, others], places) };
  return foreign.length > 0
    ? { source: rest, problem: mixed(connection, [source, foreign], places) }
    : { source: rest };
}

/** Credentials of two sources, where neither says where. */
function scattered(
  connection: Connection,
  left: readonly SettingsSource[],
  chosen: SettingsSource | undefined,
): string[] {
  const [first, second] = left.filter(({ name }) => name !== chosen?.name);
  if (first === undefined || second === undefined) return [];
  return [mixed(connection, [second, membersOf(connection, second)], [first, membersOf(connection, first)])];
}

function refused({ refusal }: Connection, left: readonly SettingsSource[]): string[] {
  const found = left.find(isFound);
  const reason = found && refusal?.(found.settings);
  return reason === undefined ? [] : [reason];
}

type Part = readonly [SettingsSource, readonly string[]];

function mixed({ what }: Connection, [source, names]: Part, [other, others]: Part): string {
  return `${source.name} sets ${list(names)}, ${other.name} sets ${list(others)}: ${what} must come from one source as a whole, so that no credential goes to the address of another source; set them together, or remove ${list(names)}`;
}

function list(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

function membersOf({ address, parts }: Connection, source: SettingsSource): string[] {
  return namesOf(source, [...address, ...parts]);
}

function namesOf({ settings }: SettingsSource, names: readonly string[]): string[] {
  return names.filter((name) => settings[name] !== undefined && settings[name] !== null);
}

function has(source: SettingsSource, names: readonly string[]): boolean {
  return namesOf(source, names).length > 0;
}

/** What two sources say alike, as Meltano does it by file and environment, is no contradiction. */
function isSame(name: string, source: SettingsSource, chosen: SettingsSource | undefined): boolean {
  return chosen !== undefined && String(source.settings[name]) === String(chosen.settings[name]);
}

function without({ name, settings }: SettingsSource, members: readonly string[]): SettingsSource {
  const others = Object.entries(settings).filter(([setting]) => !members.includes(setting));
  return { name, settings: Object.fromEntries(others) };
}
