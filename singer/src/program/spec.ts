import type { ErrorCatalogue } from '../errors/error-catalogue.ts';
import type { SettingsRules } from '../settings/rules.ts';
import type { SettingsSchema } from '../settings/schema.ts';

/** An option of the command line, in the notation of commander: `--state-file <path>`. */
export interface ProgramOption {
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
  /** It may be given several times: its value is an array. */
  readonly repeatable?: true;
}

/** Something that a program does in addition to reading and writing messages: `target-cratedb shell …`. */
export interface ProgramCommand {
  /** One word or several, as typed: `state list`. */
  readonly name: string;
  readonly description: string;
  /** What follows the name, as commander writes it: `<table>`. */
  readonly argument?: string;
  /** The setting that the URL after that replaces, if not the first one of the program. */
  readonly urlSetting?: string;
  readonly options: readonly ProgramOption[];
}

/** A URL that may be an argument instead of a setting. */
interface UrlArgument {
  readonly name: string;
  /** The setting that it replaces. */
  readonly setting: string;
  /** What it looks like, as `--help` shows it. */
  readonly form: string;
}

/** What a Singer program is, apart from what it does: the source of `--help`, `--about` and its settings. */
export interface ProgramSpec {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** A relay is no Singer program itself: it runs the two. */
  readonly kind: 'tap' | 'target' | 'relay';
  /** Singer SDK capability names, as Meltano lists them. */
  readonly capabilities: readonly string[];
  readonly settingsSchema: SettingsSchema;
  /** What belongs together among the settings, and which variables of other tools set them. */
  readonly settingsRules?: SettingsRules;
  /** What it says about its errors, in addition to the common ones. */
  readonly errors: ErrorCatalogue;
  /** The arguments, in their order. */
  readonly urls: readonly [UrlArgument, ...UrlArgument[]];
  /** Every setting is an option of the command line, too. */
  readonly settingsAreOptions?: true;
  /** What `--help` says after the options: examples, the environment, exit codes. */
  readonly help?: string;
  /** Options of its own. */
  readonly options?: readonly ProgramOption[];
  readonly commands?: readonly ProgramCommand[];
}
