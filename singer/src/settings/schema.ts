/** One setting, as `schemas/*.json` describes it: JSON Schema (draft 07) with Singer's marks for secrets. */
export interface SettingSchema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly items?: SettingSchema;
  /** True, or what they are, for objects whose members have names of the user's choice. */
  readonly additionalProperties?: boolean | SettingSchema;
  readonly properties?: { readonly [name: string]: SettingSchema };
  readonly secret?: boolean;
  readonly writeOnly?: boolean;
}

/** The settings of a program: the one source of check, type, `--about` and docs. */
export interface SettingsSchema {
  readonly type: 'object';
  readonly properties: { readonly [name: string]: SettingSchema };
  readonly additionalProperties: false;
}

/** The JSON types that a setting may have. */
export function typesOf(setting: SettingSchema): readonly string[] {
  if (setting.type === undefined) return [];
  return typeof setting.type === 'string' ? [setting.type] : setting.type;
}

/** The values of all settings marked secret, for whoever must keep them out of logs. */
export function secretsIn(schema: SettingsSchema, settings: { readonly [name: string]: unknown }): string[] {
  return Object.entries(schema.properties)
    .filter(([, setting]) => setting.secret === true)
    .map(([name]) => settings[name])
    .filter((value) => typeof value === 'string');
}
