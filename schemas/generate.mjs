// @ts-check
/**
 * Writes what is derived from the settings' JSON Schemas (the TypeScript of each program's settings, the tables in
 * README.md, the plugin definitions for Meltano) and from the programs' error catalogues (docs/errors.md). With --check
 * it writes nothing and exits 1 when something is stale.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMMON_ERRORS, settingsTable } from '@cdc-relay/singer';
import { compile } from 'json-schema-to-typescript';
import { pluginDefinition } from './meltano.mjs';

/** The programs and their folders. */
const PROGRAMS = [
  ['tap-dynamodb-cdc', 'tap-dynamodb-cdc'],
  ['target-cratedb', 'target-cratedb'],
  ['dynamodb-cdc-relay', 'relay'],
];
const BANNER = '// Written by `npm run generate` from schemas/. Change the schema, not this file.';
const ERRORS_HEAD = `<!-- Written by \`npm run generate\` from the programs' error catalogues. Change those, not this file. -->
# Errors

Every error that ends a program is one entry on stderr: its code, what happened, and what to do. \`--explain CODE\` prints the same text. Exit codes: 1 for all of them, 2 for a wrong command line.
`;
const check = process.argv.includes('--check');
const stale = [];

for (const [program = '', folder] of PROGRAMS) {
  const schema = JSON.parse(readFileSync(path(`schemas/${program}.json`), 'utf8'));
  await update(`${folder}/src/settings/settings.generated.ts`, await settingsModule(schema));
  await update('README.md', insert(read('README.md'), program, settingsTable(schema.properties)));
  const plugin = pluginDefinition(program, schema.properties);
  if (plugin !== undefined) await update(`examples/meltano/${plugin.path}`, plugin.text);
}
await update('docs/errors.md', await errorsPage());
if (stale.length > 0) {
  console.error(`stale: ${stale.join(', ')}; run \`npm run generate\``);
  process.exit(1);
}

/** @param {any} schema */
async function settingsModule(schema) {
  // A setting with a default always has a value once the settings are loaded.
  const required = Object.keys(schema.properties).filter((name) => 'default' in schema.properties[name]);
  const types = await compile({ ...structuredClone(schema), required }, schema.title, {
    bannerComment: '',
    additionalProperties: false,
    format: false,
  });
  const properties = JSON.stringify(schema.properties, undefined, 2);
  return [
    BANNER,
    "import type { SettingsSchema } from '@cdc-relay/singer';",
    '',
    types.trim(),
    '',
    '/** The settings as JSON Schema: their check, their defaults and `--about`. */',
    `export const settingsSchema: SettingsSchema = { type: 'object', additionalProperties: false, properties: ${properties} };`,
    '',
  ].join('\n');
}

async function errorsPage() {
  const own = await Promise.all(
    PROGRAMS.map(async ([program = '', folder]) => {
      const { program: made } = await import(`../${folder}/dist/program.js`);
      return section(program, made.spec.errors);
    }),
  );
  const { ERRORS } = await import('../lambda/dist/error-catalogue.js');
  return [
    ERRORS_HEAD,
    ...own,
    section('dynamodb-cdc-lambda', ERRORS),
    section('All programs', COMMON_ERRORS),
    '',
  ].join('\n');
}

/** @param {string} title @param {Record<string, { cause: string, remedy: string }>} errors */
function section(title, errors) {
  const entries = Object.entries(errors)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { cause, remedy }]) => `### ${code}\n\n${cause}\n\n**What to do.** ${remedy}\n`);
  return [`## ${title}\n`, ...entries].join('\n');
}

/**
 * Replaces what stands between the marks of a program.
 * @param {string} text @param {string} program @param {string} table
 */
function insert(text, program, table) {
  const begin = `<!-- settings of ${program} -->`;
  const end = `<!-- end of settings of ${program} -->`;
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`README.md lacks the marks ${begin} … ${end}`);
  return `${before}${begin}\n${table}\n${end}${after}`;
}

/** @param {string} file @param {string} text */
function update(file, text) {
  if (read(file) === text) return;
  if (check) stale.push(file);
  else {
    mkdirSync(dirname(path(file)), { recursive: true });
    writeFileSync(path(file), text);
  }
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(path(file), 'utf8');
  } catch {
    return '';
  }
}

/** @param {string} file */
function path(file) {
  return fileURLToPath(new URL(`../${file}`, import.meta.url));
}
