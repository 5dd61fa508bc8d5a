// @ts-check
/**
 * Writes what is derived from the settings' JSON Schemas (the TypeScript of each program's settings, the tables in
 * docs/settings.md, the JSON Schemas that the packages have for editors, the plugin definitions for Meltano) and from the programs' error catalogues (docs/errors.md). With --check
 * it writes nothing and exits 1 when something is stale.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CAUSES, COMMON_ERRORS, METRICS, settingsTable } from '@cdc-relay/singer';
import { compile } from 'json-schema-to-typescript';
import { pluginDefinition } from './meltano.mjs';

/** The programs and their folders. */
const PROGRAMS = [
  ['tap-dynamodb-cdc', 'tap-dynamodb-cdc'],
  ['target-cratedb', 'target-cratedb'],
  ['dynamodb-cdc-relay', 'relay'],
  ['dynamodb-cdc-kcl', 'kcl', 'docs/kcl.md'],
];
const BANNER = '// Written by `npm run generate` from schemas/. Change the schema, not this file.';
const ERRORS_HEAD = `<!-- Written by \`npm run generate\` from the programs' error catalogues. Change those, not this file. -->
# Errors

Every error that ends a program is one entry on stderr: its code, what happened, and what to do. \`--explain CODE\` prints the same text. Exit codes: 1 for all of them but CONFIG_INVALID, which like a wrong command line ends with 2.
`;
/** @type {Record<string, string>} */
const RESTARTS = {
  helps: 'The relay starts the two programs again.',
  later:
    'The relay ends, unless something has got through since it was started; then it tries again for a while.',
  never: 'The relay ends, as the error would come again.',
};

const SETTINGS_PAGE = 'docs/settings.md';
const check = process.argv.includes('--check');
const stale = [];

for (const [program = '', folder, page = SETTINGS_PAGE] of PROGRAMS) {
  const schema = JSON.parse(readFileSync(path(`schemas/${program}.json`), 'utf8'));
  await update(`${folder}/src/settings/settings.generated.ts`, await settingsModule(schema));
  const table = settingsTable(schema.properties);
  await update(page, insert(read(page), `settings of ${program}`, table));
  await update(`${folder}/settings.schema.json`, schemaForEditors(schema));
  const plugin = pluginDefinition(program, schema.properties);
  if (plugin !== undefined) await update(`examples/meltano/${plugin.path}`, plugin.text);
}
await update('docs/errors.md', await errorsPage());
await update(
  'docs/metrics.md',
  insert(insert(read('docs/metrics.md'), 'metrics', metricsTable()), 'causes', causesTable()),
);
if (stale.length > 0) {
  console.error(`stale: ${stale.join(', ')}; run \`npm run generate\``);
  process.exit(1);
}

/** Every metric of /metrics. */
function metricsTable() {
  const rows = Object.entries(METRICS).map(([name, entry]) => {
    const { type, labels, help } = entry;
    return `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`;
  });
  return ['| Metric | Type | Labels | What it is |', '|---|---|---|---|', ...rows].join('\n');
}

/** Every cause of /readyz that is no error. */
function causesTable() {
  const rows = Object.entries(CAUSES).map(
    ([code, { means, remedy }]) => `| \`${code}\` | ${means} | ${remedy} |`,
  );
  return ['| Cause | What it means | What to do |', '|---|---|---|', ...rows].join('\n');
}

/** The schema of a file of `--config`, which may name it. `secret` is a mark of Singer's. @param {any} schema */
function schemaForEditors(schema) {
  const properties = { $schema: { type: 'string' }, ...structuredClone(schema.properties) };
  for (const setting of Object.values(properties)) delete setting.secret;
  return `${JSON.stringify({ ...schema, additionalProperties: false, properties }, undefined, 2)}\n`;
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
      const { ERRORS } = await import(`../${folder}/dist/error-catalogue.js`);
      return section(program, ERRORS, program !== 'dynamodb-cdc-kcl');
    }),
  );
  const { ERRORS } = await import('../lambda/dist/error-catalogue.js');
  return [
    ERRORS_HEAD,
    ...own,
    section('dynamodb-cdc-lambda', ERRORS, false),
    section('All programs', COMMON_ERRORS),
    '',
  ].join('\n');
}

/** @param {string} title @param {Record<string, { cause: string, remedy: string, restart: string }>} errors */
function section(title, errors, relayed = true) {
  const entries = Object.entries(errors)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([code, { cause, remedy, restart }]) =>
        `### ${code}\n\n${cause}\n\n**What to do.** ${remedy}\n${relayed ? `\n**Restart.** ${RESTARTS[restart]}\n` : ''}`,
    );
  return [`## ${title}\n`, ...entries].join('\n');
}

/**
 * Replaces what is between two marks of a document.
 * @param {string} text @param {string} what @param {string} table
 */
function insert(text, what, table) {
  const begin = `<!-- ${what} -->`;
  const end = `<!-- end of ${what} -->`;
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`a document lacks the marks ${begin} … ${end}`);
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
