import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSettings, type Program, type SettingsRules, variableOf } from '@cdc-relay/singer';
import { program as kcl } from 'dynamodb-cdc-kcl';
import { program as relay } from 'dynamodb-cdc-relay';
import { program as tap } from 'tap-dynamodb-cdc';
import { program as target } from 'target-cratedb';
import { parseAllDocuments } from 'yaml';
import { PROJECT } from '../support/programs/project.ts';

const PROGRAMS = { kcl, relay, tap, target };

/** The documents of a YAML file of the project. Throws where it is no valid YAML. */
export function yamlOf(path: string): unknown[] {
  return parseAllDocuments(readFileSync(join(PROJECT, path), 'utf8')).map((document) => {
    for (const error of [...document.errors, ...document.warnings]) throw error;
    return document.toJS() as unknown;
  });
}

/** The variables that no program of this project has, among those that begin as theirs do. */
export function unknownVariables(names: readonly string[]): string[] {
  const known = new Set(Object.values(PROGRAMS).flatMap(variablesOf));
  const own = /^(?:DYNAMODB_CDC_KCL|DYNAMODB_CDC_RELAY|TAP_DYNAMODB_CDC|TARGET_CRATEDB)_/;
  return names.filter((name) => own.test(name) && !known.has(name));
}

function variablesOf({ spec }: Pick<Program<never>, 'spec'>): string[] {
  return Object.keys(spec.settingsSchema.properties).map((setting) => variableOf(spec.name, setting));
}

/** Lets a program check its settings as it does before it runs. Throws CONFIG_INVALID. */
export async function checkUrls(urls: { readonly source: string; readonly target: string }): Promise<void> {
  await tap.check?.(settingsOf(tap, { source_url: urls.source }), COMMAND_LINE);
  await target.check?.(settingsOf(target, { url: urls.target }), COMMAND_LINE);
}

const COMMAND_LINE = { options: {} } as never;

function settingsOf<Settings>({ spec }: Program<Settings>, overrides: Record<string, unknown>): Settings {
  const rules: SettingsRules = spec.settingsRules ?? {};
  return loadSettings(spec.name, spec.settingsSchema, { files: [], environment: {}, overrides }, rules);
}

/** What looks like a key or a password, apart from names in capitals that a user replaces. */
export function secretsIn(text: string): string[] {
  const urls = [...text.matchAll(/\/\/([^\s/@:]+):([^\s/@]+)@/g)].filter(
    ([, , secret]) => secret !== 'PASSWORD',
  );
  return [...urls, ...text.matchAll(/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|SECRET_ACCESS_KEY=/g)].map(([all]) => all);
}
