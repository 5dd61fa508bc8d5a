// @ts-check
/**
 * Makes the programs' plugin definitions for Meltano, in the shape of Meltano Hub, from their settings and
 * capabilities. A project keeps such a definition as its lock file; `meltano add --from-ref` takes the same file.
 */
import { program as tap } from '../tap-dynamodb-cdc/dist/program.js';
import { program as target } from '../target-cratedb/dist/program.js';

/** Which variant of the plugins this is; Meltano keeps variants of one name apart. */
const VARIANT = 'cdc-relay';

/**
 * Meltano's names of JSON Schema's types. Its own one for fractions, decimal, fails in Meltano 4.4 on values from the
 * environment; as text they arrive, and the programs read them.
 */
const KINDS = { number: 'string' };

/** What a definition says beside the settings. */
const PLUGINS = [
  {
    spec: tap.spec,
    type: 'extractors',
    namespace: 'tap_dynamodb_cdc',
    label: 'DynamoDB change data (Kinesis)',
    more: { settings_group_validation: [['source_url'], ['stream']] },
  },
  {
    spec: target.spec,
    type: 'loaders',
    namespace: 'target_cratedb',
    label: 'CrateDB',
    more: { dialect: 'cratedb', target_schema: '$TARGET_CRATEDB_DEFAULT_TARGET_SCHEMA' },
  },
];

/**
 * The definition of a program's plugin, as text for a path inside a Meltano project; undefined for what is no plugin.
 * @param {string} name @param {object} properties its settings
 */
export function pluginDefinition(name, properties) {
  const plugin = PLUGINS.find(({ spec }) => spec.name === name);
  if (plugin === undefined) return undefined;
  return {
    path: `plugins/${plugin.type}/${name}--${VARIANT}.lock`,
    text: `${JSON.stringify(definition(plugin, properties), undefined, 2)}\n`,
  };
}

/** @param {typeof PLUGINS[number]} plugin @param {object} properties */
function definition({ spec, type, namespace, label, more }, properties) {
  return {
    plugin_type: type,
    name: spec.name,
    namespace,
    variant: VARIANT,
    label,
    description: spec.description,
    executable: spec.name,
    capabilities: spec.capabilities,
    ...more,
    settings: Object.entries(properties).map(([name, setting]) => entry(name, setting)),
  };
}

/** What has two types is text in Meltano. @param {string | string[]} type */
function kindOf(type) {
  return Array.isArray(type) ? 'string' : (KINDS[type] ?? type);
}

/** @param {string} name @param {any} setting */
function entry(name, setting) {
  return {
    name,
    label: labelOf(name),
    kind: setting.enum === undefined ? kindOf(setting.type) : 'options',
    ...(setting.enum && {
      options: setting.enum.map((/** @type {string} */ value) => ({ label: value, value })),
    }),
    ...(setting.secret && { sensitive: true }),
    ...('default' in setting && { value: setting.default }),
    description: setting.description,
  };
}

/** `aws_role_arn` is shown as `Aws role arn`. @param {string} name */
function labelOf(name) {
  const words = name.replaceAll('_', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
