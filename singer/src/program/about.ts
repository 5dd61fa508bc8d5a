import { type SettingSchema, typesOf } from '../settings/schema.ts';
import type { ProgramSpec } from './spec.ts';

/** The description of a program that `--about` prints, in the shape of the Singer SDK. */
export function about(spec: ProgramSpec, format: 'json' | 'markdown'): string {
  return format === 'json' ? aboutJson(spec) : aboutMarkdown(spec);
}

function aboutJson(spec: ProgramSpec): string {
  const { name, description, version, capabilities, settingsSchema } = spec;
  return JSON.stringify({ name, description, version, capabilities, settings: settingsSchema }, undefined, 2);
}

function aboutMarkdown(spec: ProgramSpec): string {
  const capabilities = spec.capabilities.map((capability) => `* \`${capability}\``);
  return [
    `# \`${spec.name}\` v${spec.version}`,
    spec.description,
    '## Capabilities',
    capabilities.join('\n'),
    '## Settings',
    settingsTable(spec.settingsSchema.properties),
  ].join('\n\n');
}

/** A Markdown table of settings: name, type, default, what it is for. */
export function settingsTable(properties: { readonly [name: string]: SettingSchema }): string {
  const rows = Object.entries(properties).map(([name, setting]) => {
    const cells = [`\`${name}\``, typeCell(setting), defaultCell(setting), setting.description ?? ''];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return ['| Setting | Type | Default | What it is |', '|---|---|---|---|', ...rows].join('\n');
}

function typeCell(setting: SettingSchema): string {
  const type =
    setting.enum === undefined
      ? typesOf(setting).join(' or ')
      : setting.enum.map((v) => `\`${v}\``).join(', ');
  return setting.secret === true ? `${type}, secret` : type;
}

function defaultCell(setting: SettingSchema): string {
  return setting.default === undefined ? '' : `\`${JSON.stringify(setting.default)}\``;
}
