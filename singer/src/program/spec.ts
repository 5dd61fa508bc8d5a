import type { SettingsSchema } from '../settings/schema.ts';

/** What a Singer program is, apart from what it does: the source of `--help`, `--about` and its settings. */
export interface ProgramSpec {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly kind: 'tap' | 'target';
  /** Singer SDK capability names, as Meltano lists them. */
  readonly capabilities: readonly string[];
  readonly settingsSchema: SettingsSchema;
  /** The setting that a URL argument stands for. */
  readonly urlSetting: string;
  /** The URL that may stand as the only argument, as `--help` shows it. */
  readonly urlForm: string;
}
